import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KafkaProducer, connectKafka, kafkaSecurity } from '@switchback/kafka';
import { releaseStartupMemory, startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { httpAdapter, leaveBodiesAlone } from './http-server.ts';
import { IngressModule } from './main.module.ts';
import { Endpoints } from './webhook/endpoints.ts';
import { IngressMeters } from './webhook/ingress-meters.ts';
import { ProblemFilter } from './webhook/problem.filter.ts';
import { ReadingBudget } from './webhook/reading-budget.ts';
import { ReceiveWebhook } from './webhook/receive-webhook.ts';

/** Connections that may wait to be accepted: Svix opens more than a thousand at once. */
const BACKLOG = 4_096;

const exitBecauseTaken = (logger: Logger, error: unknown): never => {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE') throw error;
  logger.error(
    { event: 'port.taken', port },
    'the port is in use: set PORT or MANAGEMENT_PORT to a free one, or stop what uses it',
  );
  process.exit(1);
};

const startProducer = (config: Config, logger: Logger): KafkaProducer =>
  new KafkaProducer(
    connectKafka({
      brokers: config.KAFKA_BROKERS,
      clientId: 'ingress',
      topicPrefix: config.TOPIC_PREFIX,
      security: kafkaSecurity(config),
      logger,
    }),
  );

const createDoor = async (webhooks: ReceiveWebhook): Promise<NestFastifyApplication> => {
  const options = { logger: false, bodyParser: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(IngressModule.with(webhooks), httpAdapter(), options);
  leaveBodiesAlone(app);
  app.useGlobalFilters(new ProblemFilter());
  return app;
};

/** Starts the door: HTTP for webhooks, the management port, the producer. Serves (503) also while Kafka is away. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const producer = startProducer(config, logger);
  const endpoints = Endpoints.from(config.WEBHOOK_ENDPOINTS, logger);
  const budget = new ReadingBudget(config.WEBHOOK_READING_MAX_BYTES);
  const meters = new IngressMeters(endpoints, budget);
  const publish = producer.publish.bind(producer);
  const maxBytes = config.WEBHOOK_MAX_BYTES;
  const app = await createDoor(new ReceiveWebhook({ endpoints, budget, meters, maxBytes, logger, publish }));
  const [management] = await Promise.all([
    startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks: { kafka: () => producer.health() } }),
    app.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG }),
    producer.start(),
  ]).catch((error: unknown) => exitBecauseTaken(logger, error));
  releaseStartupMemory();
  endpoints.watch();
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info(
    { event: 'ready', url: `http://127.0.0.1:${port}`, managementUrl: management.url },
    'ingress takes webhooks',
  );

  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'draining');
    management.drain();
    await app.close();
    endpoints.close();
    await producer.stop();
    await telemetry.shutdown();
    await management.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
};
