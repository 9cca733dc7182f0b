import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allTopics, deadLetterName, topics } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import {
  KafkaContext,
  KafkaProducer,
  KeyOrderedKafkaServer,
  KeepErrorsFilter,
  connectKafka,
  createTopics,
  groupLag,
  readTopic,
} from '../src/index.ts';
import type { ConsumedRecord } from '../src/index.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const prefix = `k${randomUUID().slice(0, 8)}.`;
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix: prefix, logger: silent });
const producer = new KafkaProducer(kafka);

const seen: { key: string | null; value: string; attempt: number }[] = [];
let behave: (record: ConsumedRecord, attempt: number) => void = () => undefined;

@Controller()
class Handler {
  @EventPattern<unknown>(topics.sessionEvents.name, { types: ['a'], retry: { firstDelayMs: 5, attempts: 3 } })
  handle(@Ctx() { record, attempt }: KafkaContext): Promise<void> {
    seen.push({ key: record.key, value: record.value.toString(), attempt });
    behave(record, attempt);
    return Promise.resolve();
  }
}

/** A module class per application; Nest wants one. */
@Module({})
class Main {}

const until = async (check: () => boolean | Promise<boolean>) => {
  const end = Date.now() + 60_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('timed out');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const publish = (key: string, value: string, type = 'a') =>
  producer.publish({ topic: topics.sessionEvents.name, key, value: Buffer.from(value), headers: { ce_type: type } });

describe('KeyOrderedKafkaServer', () => {
  let running: Awaited<ReturnType<typeof listen>>;
  const listen = async (group: string) => {
    const server = new KeyOrderedKafkaServer({ kafka, group, groupPrefix: prefix, producer });
    const module = { module: Main, controllers: [Handler] };
    const app = await NestFactory.createMicroservice(module, { strategy: server, logger: false });
    app.useGlobalFilters(new KeepErrorsFilter());
    await app.listen();
    return { app, server };
  };

  beforeAll(async () => {
    await createTopics(kafka, allTopics(), { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
    await producer.start();
    running = await listen('crm-sync');
  });
  afterAll(async () => {
    await running.app.close();
    await producer.stop();
  });

  it('hands over records in the order of their key, and passes over other types', async () => {
    for (let index = 0; index < 20; index += 1)
      await publish(`key-${index % 2}`, String(index), index % 5 === 4 ? 'b' : 'a');
    await until(() => new Set(seen.map(({ value }) => value)).size === 16);
    const of = (key: string) => seen.filter((record) => record.key === key).map(({ value }) => Number(value));
    expect(of('key-0')).toEqual([...of('key-0')].sort((a, b) => a - b));
    expect(of('key-1')).toEqual([...of('key-1')].sort((a, b) => a - b));
  });

  it('retries in place with the error that the handler threw', async () => {
    behave = (record, attempt) => {
      if (record.value.toString() === 'x' && attempt < 3) throw new Failure('CRM_LOCKED');
    };
    await publish('flaky', 'x');
    await publish('flaky', 'y');
    await until(() => seen.some(({ value }) => value === 'y'));
    expect(seen.filter(({ key }) => key === 'flaky').map(({ value, attempt }) => `${value}${attempt}`)).toEqual([
      'x1',
      'x2',
      'x3',
      'y1',
    ]);
  });

  it('dead-letters what cannot be handled, byte for byte, and goes on', async () => {
    behave = (record) => {
      if (record.key === 'poison') throw new Failure('PAYLOAD_INVALID');
    };
    await publish('poison', '{"n":12345678901234567890');
    await publish('healthy', 'z');
    await until(() => seen.some(({ value }) => value === 'z'));
    const letters = () => readTopic(kafka, deadLetterName(topics.sessionEvents.name, 'crm-sync'));
    await until(async () => (await letters()).length === 1);
    const [letter] = await letters();
    expect(letter).toMatchObject({
      key: 'poison',
      headers: { ce_type: 'a', 'x-dlq-code': 'PAYLOAD_INVALID', 'kafka_dlt-original-consumer-group': 'crm-sync' },
    });
    expect(letter?.value.toString()).toBe('{"n":12345678901234567890');
  });

  it('has committed what it handled, and a second start begins after it', async () => {
    await until(async () => (await groupLag(kafka, `${prefix}crm-sync`, topics.sessionEvents.name)) === 0n);
    await running.app.close();
    const before = seen.length;
    await publish('later', 'after the restart');
    running = await listen('crm-sync');
    await until(() => seen.some(({ value }) => value === 'after the restart'));
    expect(seen.length).toBe(before + 1);
  });

  it('does not start on topics that do not exist', async () => {
    const elsewhere = connectKafka({ brokers, clientId: 'test', topicPrefix: 'nowhere.', logger: silent });
    const server = new KeyOrderedKafkaServer({ kafka: elsewhere, group: 'crm-sync', groupPrefix: prefix, producer });
    const app = await NestFactory.createMicroservice(
      { module: Main, controllers: [Handler] },
      { strategy: server, logger: false },
    );
    await expect(app.listen()).rejects.toThrow(/do not exist: nowhere\.agntix\.session-events\.v1/);
  });
});

describe('KafkaProducer', () => {
  it('fails within its deadline where no broker answers, and says so in its health', async () => {
    const nobody = new KafkaProducer(
      connectKafka({ brokers: ['127.0.0.1:9'], clientId: 'test', topicPrefix: '', logger: silent }),
      { deadlineMs: 500 },
    );
    await nobody.start();
    await expect(nobody.publish({ topic: 't', key: 'k', value: Buffer.alloc(0), headers: {} })).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
    });
    expect(nobody.health()).toEqual({ status: 'down' });
    await nobody.stop();
  });
});
