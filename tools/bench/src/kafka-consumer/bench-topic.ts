import { randomUUID } from 'node:crypto';
import type { TopicSpec } from '@switchback/contracts';
import { connectKafka, createTopics, topicEndOffsets } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';
import { testServices } from '@switchback/testing';

const BATCH = 2_000;
export const TOPIC = 'bench.work.v1';
export const GROUP = 'bench';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const spec = (name: string): TopicSpec => ({
  name,
  key: 'a number',
  kind: 'records',
  retentionDays: 1,
  maxMessageBytes: 4_194_304,
});

/** Which key a record has and the how manieth of its key it is, from 0. */
export interface Numbered {
  readonly key: string;
  readonly seq: number;
}

/** A connection that adds this prefix to each topic and group. */
export const connectWith = (prefix: string): Kafka =>
  connectKafka({ brokers: testServices().brokers, clientId: 'bench', topicPrefix: prefix, logger: silent });

/** A topic of 12 partitions, and one for its dead letters, under a prefix that nobody else has. */
export const freshTopic = async (): Promise<{ prefix: string; kafka: Kafka }> => {
  const prefix = `b${randomUUID().slice(0, 8)}.`;
  const kafka = connectWith(prefix);
  const layout = { partitions: 12, replicationFactor: 1, minInsyncReplicas: 1 };
  await createTopics(kafka, [spec(TOPIC), spec(`${TOPIC}.dead.${GROUP}`)], layout);
  return { prefix, kafka };
};

/** Publishes numbered records in the order of the iterable and gives how many; `bytes` is the size of each value. */
export const publishAll = async (kafka: Kafka, records: Iterable<Numbered>, bytes = 100): Promise<number> => {
  // One request at a time, where idempotence holds: a retry on a topic this young must not store a batch twice.
  const producer = kafka.client.producer({ idempotent: true });
  await producer.connect();
  let batch: { key: string; value: string }[] = [];
  let count = 0;
  const flush = async () => {
    if (batch.length > 0) await producer.send({ topic: kafka.wireName(TOPIC), acks: -1, messages: batch });
    count += batch.length;
    batch = [];
  };
  for (const { key, seq } of records) {
    batch.push({ key, value: String(seq).padStart(bytes, '0') });
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  await producer.disconnect();
  const stored = [...(await topicEndOffsets(kafka, TOPIC)).values()].reduce((sum, end) => sum + Number(end), 0);
  if (stored !== count) throw new Error(`the topic holds ${stored} records, not ${count}`);
  return count;
};

/** `perKey` records of each of `keys` keys, one of each in turn. */
export function* inTurn(keys: number, perKey: number): Generator<Numbered> {
  for (let seq = 0; seq < perKey; seq += 1) for (let key = 0; key < keys; key += 1) yield { key: `key-${key}`, seq };
}
