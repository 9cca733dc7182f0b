import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { Kafka as Driver, Partitioners, logLevel } from 'kafkajs';
import { allTopics, topics } from '@switchback/contracts';
import { KafkaProducer, connectKafka, createTopics, readTopic } from '../src/index.ts';
import type { ConsumedRecord } from '../src/index.ts';

const topic = topics.sessionEvents.name;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const brokers = process.env.TEST_KAFKA_BROKERS!.split(',');

/** A request of which one partition was refused, e.g. a new one without a leader yet, is sent again as a whole. */
const firstOfEach = (records: readonly ConsumedRecord[]): ConsumedRecord[] => {
  const seen = new Set<string>();
  return records.filter(({ value }) => !seen.has(value.toString('latin1')) && seen.add(value.toString('latin1')));
};

describe('KafkaProducer', () => {
  const kafka = connectKafka({
    brokers,
    clientId: 'test',
    topicPrefix: `t${randomUUID().slice(0, 8)}.`,
    logger: silent,
  });
  const producer = new KafkaProducer(kafka, { deadlineMs: 60_000 });

  beforeAll(async () => {
    await createTopics(kafka, allTopics(), { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
    await producer.start();
  });
  afterAll(() => producer.stop());

  const stored = async (run: string): Promise<ConsumedRecord[]> =>
    (await readTopic(kafka, topic)).filter(({ headers }) => headers.run === run);

  it('stores every record of a burst byte for byte, each key in order', async () => {
    const run = randomUUID();
    const records = Array.from({ length: 3_000 }, (_, at) => ({
      topic,
      key: `key-${at % 50}`,
      value: Buffer.concat([Buffer.from(`${at} `), randomBytes(200)]),
      headers: { run },
    }));
    await Promise.all(records.map((record) => producer.publish(record)));
    const found = firstOfEach(await stored(run));
    expect(found).toHaveLength(records.length);
    for (const key of new Set(records.map((record) => record.key))) {
      const bytes = (list: readonly { key: string | null; value: Buffer }[]) =>
        Buffer.concat(list.filter((one) => one.key === key).map(({ value }) => value));
      expect(bytes(found).equals(bytes(records))).toBe(true);
    }
  });

  it('chooses the partition that the default partitioner of other clients chooses', async () => {
    const run = randomUUID();
    const driver = new Driver({ brokers, logLevel: logLevel.NOTHING });
    const other = driver.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await other.connect();
    const keys = Array.from({ length: 40 }, () => randomUUID());
    for (const key of keys)
      await Promise.all([
        producer.publish({ topic, key, value: Buffer.from('ours'), headers: { run } }),
        other.send({ topic: kafka.wireName(topic), messages: [{ key, value: 'theirs', headers: { run } }] }),
      ]);
    await other.disconnect();
    const found = await stored(run);
    expect(found).toHaveLength(80);
    for (const key of keys)
      expect(new Set(found.filter((one) => one.key === key).map(({ partition }) => partition)).size).toBe(1);
  });

  it('sends a record of the largest size, beside small ones', async () => {
    const run = randomUUID();
    const large = randomBytes(3 * 1_048_576);
    const headers = { run, 'svix-signature': 'v1,'.padEnd(700, 'x') };
    await Promise.all([
      producer.publish({ topic, key: 'small', value: Buffer.from('before'), headers }),
      producer.publish({ topic, key: 'large', value: large, headers }),
      producer.publish({ topic, key: 'small', value: Buffer.from('after'), headers }),
    ]);
    const found = await stored(run);
    expect(found.find(({ key }) => key === 'large')?.value.equals(large)).toBe(true);
    expect(found).toHaveLength(3);
  });

  it('refuses one that is too large for the topic for good; its neighbours are stored', async () => {
    const run = randomUUID();
    const results = await Promise.allSettled(
      [10, 5 * 1_048_576, 10].map((size) =>
        producer.publish({ topic, key: 'k', value: Buffer.alloc(size, 'x'), headers: { run } }),
      ),
    );
    expect(
      results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'stored')),
    ).toEqual(['stored', 'PUBLISH_REJECTED', 'stored']);
    expect(await stored(run)).toHaveLength(2);
  });

  it('refuses what does not fit its queue, at once, and stops only after what it took is stored', async () => {
    const run = randomUUID();
    const small = new KafkaProducer(kafka, { maxRecords: 5, deadlineMs: 60_000 });
    await small.start();
    const sent = Promise.allSettled(
      Array.from({ length: 8 }, () => small.publish({ topic, key: 'k', value: Buffer.from('x'), headers: { run } })),
    );
    await small.stop();
    expect((await sent).filter(({ status }) => status === 'rejected')).toHaveLength(3);
    expect(await stored(run)).toHaveLength(5);
  });
});
