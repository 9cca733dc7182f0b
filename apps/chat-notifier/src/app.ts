import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { KafkaProducer, KeepErrorsFilter, KeyOrderedKafkaServer, connectKafka, kafkaSecurity } from '@switchback/kafka';
import { runService } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import { Target } from '@switchback/outbound';
import { openDatabase } from '@switchback/persistence';
import type { Config } from './config.ts';
import { ChatNotifierModule } from './main.module.ts';

/** Joins the parts and runs them until SIGTERM. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'chat-notifier',
    topicPrefix: config.TOPIC_PREFIX,
    logger,
    security: kafkaSecurity(config),
  });
  const producer = new KafkaProducer(kafka);
  const consumer = new KeyOrderedKafkaServer({
    kafka,
    group: 'chat-notifier',
    groupPrefix: config.GROUP_PREFIX,
    producer,
  });
  const database = openDatabase(config.DATABASE_URL);
  const target = new Target({
    url: config.TARGET_URL_FILE,
    timeoutMs: config.TARGET_TIMEOUT_MS,
  });
  const ports = { pool: database.pool, target };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(ChatNotifierModule.with(ports), {
    strategy: consumer,
    logger: false,
  });
  app.useGlobalFilters(new KeepErrorsFilter());
  await runService({
    service: 'chat-notifier',
    logger,
    telemetry,
    management: { port: config.MANAGEMENT_PORT, host: config.HOST },
    checks: { consumer: () => consumer.health(), producer: () => producer.health() },
    parts: [
      { stop: () => database.close() },
      { start: () => producer.start(), stop: () => producer.stop() },
      { start: () => app.listen(), stop: () => app.close() },
    ],
  });
};
