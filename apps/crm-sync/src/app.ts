import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { presentationOf } from '@switchback/crm-mapping';
import { KafkaProducer, KeyOrderedKafkaServer, KeepErrorsFilter, connectKafka, kafkaSecurity } from '@switchback/kafka';
import { releaseStartupMemory, startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import {
  DueWorkPoller,
  OutboxRelay,
  measureBacklog,
  openDatabase,
  openSql,
  probedDatabaseFailure,
} from '@switchback/persistence';
import type { DueWorkHandler } from '@switchback/persistence';
import { startApi } from './api/start-api.ts';
import type { ApplyPorts } from './apply/apply-ports.ts';
import { RECHECK_WORK, TRANSCRIPT_WORK } from './apply/apply-round.ts';
import { APPLY_WORK, applyParked } from './apply/apply-task.ts';
import type { Config } from './config.ts';
import { openConnections } from './connect/open-connections.ts';
import { transcriptSource } from './connect/transcript-source.ts';
import { takeFact } from './consume/take-fact.ts';
import { lookAt, rematchDue } from './correlate/rematch-session.ts';
import type { Organizations } from './correlate/rematch-session.ts';
import { LOOK_WORK, REMATCH_WORK } from './correlate/schedule-look.ts';
import type { Urgency } from './limit/connection-budget.ts';
import { CrmSyncModule } from './main.module.ts';
import { readWaitingWork } from './read-waiting-work.ts';
import { leaseMsFor } from './store/lease.ts';

const openParts = (config: Config, logger: Logger) => {
  const policy = config.POLICY_FILE;
  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'crm-sync',
    topicPrefix: config.TOPIC_PREFIX,
    security: kafkaSecurity(config),
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
  const db = openSql(database.pool);
  const relay = new OutboxRelay({ pool: database.pool, publish: (record) => producer.publish(record), logger });
  const connections = openConnections(config, { database, db, logger });
  const readTranscript = transcriptSource(config);
  const ports = (urgency: Urgency): ApplyPorts => ({
    db,
    connectors: connections[urgency],
    presentations: new Map(policy.connections.map(({ name }) => [name, presentationOf(policy, name)])),
    settleMs: config.CRM_SETTLE_MS,
    leaseMs: leaseMsFor(config.CRM_TIMEOUT_MS),
    readTranscript,
    logger,
    wakeRelay: () => relay.wake(),
  });
  const urgent = { fresh: ports('fresh'), backfill: ports('backfill') };
  const organizations = new Map(policy.organizations.map((organization) => [organization.name, organization]));
  const poller = new DueWorkPoller({ pool: database.pool, handlers: dueWork(urgent.backfill, organizations), logger });
  return { producer, consumer, database, relay, connections, urgent, poller, organizations };
};

/** What may wait in `due_work`; all of it goes after fresh calls. */
const dueWork = (ports: ApplyPorts, organizations: Organizations): Record<string, DueWorkHandler> => ({
  [APPLY_WORK]: ({ organization: connection, subject: taskId }) => applyParked(ports, { connection, taskId }),
  [RECHECK_WORK]: (work) => lookAt(ports, work),
  [TRANSCRIPT_WORK]: (work) => lookAt(ports, work),
  [LOOK_WORK]: (work) => lookAt(ports, work),
  [REMATCH_WORK]: (work) => rematchDue(ports, organizations, work),
});

/** Creates the key property; an account that cannot be reached is tried again by the first write that needs it. */
const provision = async ({ connections }: Pick<ReturnType<typeof openParts>, 'connections'>, logger: Logger) => {
  for (const [connection, connector] of connections.fresh) {
    await connector.provision({ statuses: [], callFields: [] }).catch((error: unknown) => {
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
  const { producer, consumer, database, relay, connections, urgent, poller, organizations } = parts;
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    CrmSyncModule.with({
      take: (fact, urgency) => takeFact(urgent[urgency], organizations, fact),
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
  const api = await startApi({
    ...{ host: config.HOST, port: config.PORT, tokens: config.API_TOKENS },
    ...{ ports: urgent.backfill, organizations, wakePoller: () => poller.wake() },
  });
  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'draining');
    management.drain();
    await Promise.all([app.close(), poller.stop(), api.close()]);
    await relay.stop();
    await producer.stop();
    await connections.close();
    await database.close();
    await telemetry.shutdown();
    await management.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
  await Promise.all([producer.start(), provision(parts, logger)]);
  relay.start();
  poller.start();
  measureBacklog({ service: 'crm-sync', relay, owner: 'connection', read: () => readWaitingWork(database.pool) });
  await app.listen();
  releaseStartupMemory();
  logger.info({ event: 'ready', url: api.url, managementUrl: management.url }, 'crm-sync reads session events');
};
