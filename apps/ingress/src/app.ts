import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KafkaProducer, connectKafka } from '@switchback/kafka';
import { startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { IngressModule } from './main.module.ts';
import { ProblemFilter } from './webhook/problem.filter.ts';
import { acceptRawBodies } from './webhook/raw-body.ts';

const exitBecauseTaken = (logger: Logger, error: unknown): never => {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE') throw error;
  logger.error(
    { event: 'port.taken', port },
    'the port is in use: set PORT or MANAGEMENT_PORT to a free one, or stop what uses it',
  );
  process.exit(1);
};

/** Starts the door: HTTP for webhooks, the management port, the producer. Serves (503) also while Kafka is away. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'ingress',
    topicPrefix: config.TOPIC_PREFIX,
    logger,
  });
  const producer = new KafkaProducer(kafka);
  const app = await NestFactory.create<NestFastifyApplication>(
    IngressModule.with(config, { logger, publish: (record) => producer.publish(record) }),
    new FastifyAdapter({ bodyLimit: config.WEBHOOK_MAX_BYTES, requestTimeout: 20_000 }),
    { logger: false, bodyParser: false },
  );
  acceptRawBodies(app);
  app.useGlobalFilters(new ProblemFilter());
  const [management] = await Promise.all([
    startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks: { kafka: () => producer.health() } }),
    app.listen(config.PORT, config.HOST),
    producer.start(),
  ]).catch((error: unknown) => exitBecauseTaken(logger, error));
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info(
    { event: 'ready', url: `http://127.0.0.1:${port}`, managementUrl: management.url },
    'ingress takes webhooks',
  );

  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'draining');
    management.drain();
    await app.close();
    await producer.stop();
    await telemetry.shutdown();
    await management.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
};
