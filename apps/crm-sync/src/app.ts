import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { hubSpotConnector } from '@switchback/crm';
import { presentationOf } from '@switchback/crm-mapping';
import { KafkaProducer, KeyOrderedKafkaServer, KeepErrorsFilter, connectKafka } from '@switchback/kafka';
import { releaseStartupMemory, startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import { DueWorkPoller, OutboxRelay, openDatabase, probedDatabaseFailure } from '@switchback/persistence';
import type { ApplyPorts } from './apply/apply-ports.ts';
import { RECHECK_WORK } from './apply/apply-round.ts';
import { APPLY_WORK, applyParked, recheckTask } from './apply/apply-task.ts';
import type { Config } from './config.ts';
import { takeFact } from './consume/take-fact.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { CrmSyncModule } from './main.module.ts';
import { measureBacklog } from './measure-backlog.ts';

const openParts = (config: Config, logger: Logger) => {
  const policy = config.POLICY_FILE;
  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'crm-sync',
    topicPrefix: config.TOPIC_PREFIX,
    logger,
  });
  const producer = new KafkaProducer(kafka);
  const consumer = new KeyOrderedKafkaServer({
    kafka,
    group: 'crm-sync',
    groupPrefix: config.GROUP_PREFIX,
    producer,
    limits: { window: 64 },
  });
  const database = openDatabase(config.DATABASE_URL, { maxConnections: 20 });
  const prisma = new PrismaClient({ adapter: database.adapter });
  const relay = new OutboxRelay({ pool: database.pool, publish: (record) => producer.publish(record), logger });
  const connectors = new Map(
    policy.connections.map(({ name, baseUrl, token }) => [
      name,
      hubSpotConnector({ baseUrl, token, timeoutMs: config.CRM_TIMEOUT_MS }),
    ]),
  );
  const ports: ApplyPorts = {
    prisma,
    connectors,
    presentations: new Map(policy.connections.map(({ name }) => [name, presentationOf(policy, name)])),
    settleMs: config.CRM_SETTLE_MS,
    logger,
    wakeRelay: () => relay.wake(),
  };
  const poller = new DueWorkPoller({
    pool: database.pool,
    handlers: {
      [APPLY_WORK]: ({ organization: connection, subject: taskId }) => applyParked(ports, { connection, taskId }),
      [RECHECK_WORK]: ({ organization: connection, subject: taskId }) => recheckTask(ports, { connection, taskId }),
    },
    logger,
  });
  const byName = new Map(policy.organizations.map((organization) => [organization.name, organization]));
  return { producer, consumer, database, prisma, relay, connectors, ports, poller, byName };
};

/** Creates what the CRM accounts lack; an account that cannot be reached is tried again by the first write that needs it. */
const provision = async ({ connectors }: Pick<ReturnType<typeof openParts>, 'connectors'>, logger: Logger) => {
  for (const [connection, connector] of connectors) {
    await connector.provision().catch((error: unknown) => {
      logger.error({ event: 'crm.not-provisioned', connection, error }, 'the CRM account could not be prepared');
    });
  }
};

/** Starts the consumer, the outbox relay, the poller of parked work and the management port; ends cleanly on SIGTERM. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const parts = openParts(config, logger);
  const { producer, consumer, database, prisma, relay, connectors, ports, poller, byName } = parts;
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    CrmSyncModule.with({
      take: (fact) => takeFact(ports, byName, fact),
      asFailure: (error) => probedDatabaseFailure(database.pool, error),
    }),
    {
      strategy: consumer,
      logger: false,
    },
  );
  app.useGlobalFilters(new KeepErrorsFilter());
  const checks = { consumer: () => consumer.health(), producer: () => producer.health() };
  const management = await startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks });
  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'draining');
    management.drain();
    await Promise.all([app.close(), poller.stop()]);
    await relay.stop();
    await producer.stop();
    await prisma.$disconnect();
    await database.close();
    await Promise.all([...connectors.values()].map((connector) => connector.close()));
    await telemetry.shutdown();
    await management.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
  await Promise.all([producer.start(), provision(parts, logger)]);
  relay.start();
  poller.start();
  measureBacklog(relay, database.pool);
  await app.listen();
  releaseStartupMemory();
  logger.info({ event: 'ready', url: null, managementUrl: management.url }, 'crm-sync reads session events');
};
