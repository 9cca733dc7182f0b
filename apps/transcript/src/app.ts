import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { KafkaProducer, KeyOrderedKafkaServer, KeepErrorsFilter, connectKafka, kafkaSecurity } from '@switchback/kafka';
import { releaseStartupMemory, startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import { DueWorkPoller, OutboxRelay, measureBacklog, openDatabase, openSql } from '@switchback/persistence';
import type { DueWork } from '@switchback/persistence';
import { awaitEnd } from './await-end/await-end.ts';
import { completeSession } from './complete/complete-session.ts';
import { workKinds } from './complete/completion-ports.ts';
import type { Config } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { TranscriptModule } from './main.module.ts';
import { readWaitingWork } from './read-waiting-work.ts';
import { startReadServer } from './read/read-server.ts';
import { keepRetention } from './retain/retention.ts';
import { Gate } from './store/gate.ts';
import { keepProbing } from './vendor/keep-probing.ts';
import { openClients } from './vendor/open-clients.ts';
import { asParkedWork } from './vendor/patience.ts';
import { releaseParked } from './vendor/release-parked.ts';

/** Six stay free of transactions: permits of the rate budget, the relay and the poller never wait behind those. */
const CONNECTIONS = 16;

const openParts = (config: Config, logger: Logger) => {
  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'transcript',
    topicPrefix: config.TOPIC_PREFIX,
    security: kafkaSecurity(config),
    logger,
  });
  const producer = new KafkaProducer(kafka);
  const consumer = new KeyOrderedKafkaServer({
    kafka,
    group: 'transcript',
    groupPrefix: config.GROUP_PREFIX,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    producer,
  });
  const database = openDatabase(config.DATABASE_URL, { maxConnections: CONNECTIONS, connectTimeoutMs: 15_000 });
  const { pool } = database;
  // For what operators ask; an event's statements go over the pool themselves (docs/adr/0083).
  const transactionOptions = { maxWait: 15_000, timeout: 15_000 };
  const prisma = new PrismaClient({ adapter: database.adapter, transactionOptions });
  const relay = new OutboxRelay({ pool, publish: (record) => producer.publish(record), logger });
  const onRecovery = async (organization: string) => {
    await releaseParked(pool, organization);
    poller.wake();
  };
  const clients = openClients(config, { pool, logger, onRecovery });
  const ports = { sql: openSql(pool), pool, gate: new Gate(CONNECTIONS - 6), clients, relay, logger };
  const complete = ({ organization, subject }: DueWork, signal: AbortSignal) =>
    asParkedWork(() => completeSession(ports, { organization, sessionId: subject }, { signal }));
  const end = ({ organization, subject }: DueWork, signal: AbortSignal) =>
    asParkedWork(() => awaitEnd(ports, { organization, sessionId: subject }, signal));
  const poller: DueWorkPoller = new DueWorkPoller({
    pool,
    handlers: { [workKinds.fetch]: complete, [workKinds.reread]: complete, [workKinds.awaitEnd]: end },
    logger,
    concurrency: 64,
    leaseMs: 300_000,
  });
  return { producer, consumer, database, prisma, clients, relay, ports, poller };
};

/** Starts the consumer, the outbox relay, the poller of due work and the management port; ends cleanly on SIGTERM. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const { producer, consumer, database, prisma, clients, relay, ports, poller } = openParts(config, logger);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(TranscriptModule.with(ports), {
    strategy: consumer,
    logger: false,
  });
  app.useGlobalFilters(new KeepErrorsFilter());
  const checks = { consumer: () => consumer.health(), producer: () => producer.health() };
  const management = await startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks });
  measureBacklog({ service: 'transcript', relay, owner: 'organization', read: () => readWaitingWork(database.pool) });
  const read = await startReadServer({
    host: config.HOST,
    port: config.PORT,
    tokens: config.READ_TOKENS.map(({ tokenFile: token, ...reader }) => ({ ...reader, token })),
    prisma,
    pool: database.pool,
    logger,
  });
  await producer.start();
  relay.start();
  poller.start();
  const endRetention = keepRetention({ prisma, pool: database.pool, logger }, config.RETENTION_DAYS);
  const endProbing = keepProbing({ ...ports, wake: () => poller.wake() }, config.AGNTIX_HOLD_MS);

  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'draining');
    management.drain();
    await Promise.all([app.close(), poller.stop(), read.close(), endRetention(), endProbing()]);
    await relay.stop();
    await producer.stop();
    await prisma.$disconnect();
    await database.close();
    await Promise.all([...clients.values()].map((client) => client.close()));
    await telemetry.shutdown();
    await management.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
  await app.listen();
  releaseStartupMemory();
  logger.info({ event: 'ready', url: read.url, managementUrl: management.url }, 'transcript reads session events');
};
