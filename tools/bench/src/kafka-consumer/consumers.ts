import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, KafkaContext as NestContext, Transport } from '@nestjs/microservices';
import { KafkaContext, KafkaProducer, KeepErrorsFilter, KeyOrderedKafkaServer } from '@switchback/kafka';
import type { ConsumerLimits, Kafka } from '@switchback/kafka';
import { testServices } from '@switchback/testing';
import { GROUP, TOPIC } from './bench-topic.ts';
import type { Numbered } from './bench-topic.ts';

/** Handlers at once. */
export const WINDOW = 512;

/** Where a record stood, besides its number. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}
export type Handle = (record: Numbered, place: Place) => Promise<void>;

export interface Consumer {
  close(): Promise<void>;
}

@Module({})
class Main {}

const withController = (controller: Type) => ({ module: Main, controllers: [controller] });

const numbered = (key: Buffer | string | null, value: unknown): Numbered => ({
  key: String(key),
  seq: Number(String(value)),
});

/** Ours, as a service uses it. */
export const startOurs = async (
  { kafka, prefix }: { kafka: Kafka; prefix: string },
  handle: Handle,
  limits: Partial<ConsumerLimits> = {},
): Promise<Consumer> => {
  @Controller()
  class Work {
    @EventPattern<unknown>(TOPIC)
    handle(@Ctx() { record }: KafkaContext): Promise<void> {
      const place = { partition: record.partition, offset: Number(record.offset) };
      return handle(numbered(record.key, record.value), place);
    }
  }
  const producer = new KafkaProducer(kafka);
  await producer.start();
  const server = new KeyOrderedKafkaServer({ kafka, group: GROUP, groupPrefix: prefix, producer, limits });
  const app = await NestFactory.createMicroservice(withController(Work), { strategy: server, logger: false });
  app.useGlobalFilters(new KeepErrorsFilter());
  await app.listen();
  const close = async () => {
    await app.close();
    await producer.stop();
  };
  return { close };
};

/** Nest's own transport as its documentation shows it. */
export const startNests = async (
  { kafka, prefix }: { kafka: Kafka; prefix: string },
  handle: Handle,
): Promise<Consumer> => {
  @Controller()
  class Work {
    @EventPattern<unknown>(kafka.wireName(TOPIC))
    handle(@Ctx() context: NestContext): Promise<void> {
      const { key, value, offset } = context.getMessage();
      const place = { partition: context.getPartition(), offset: Number(offset) };
      return handle(numbered(key, value), place);
    }
  }
  const app = await NestFactory.createMicroservice(withController(Work), {
    transport: Transport.KAFKA,
    logger: false,
    options: {
      client: { clientId: 'nest', brokers: [...testServices().brokers], logLevel: 0 },
      consumer: { groupId: `${prefix}nest` },
      subscribe: { fromBeginning: true },
    },
  });
  await app.listen();
  return { close: () => app.close() };
};
