import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allTopics, topics } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import { deadLetter } from '../src/consume/dead-letter.ts';
import { toRecord } from '../src/consumed-record.ts';
import { toReplay } from '../src/dead-letters/replay-dead-letters.ts';
import { TopicReader } from '../src/topics/topic-reader.ts';
import { topicBounds } from '../src/topics/topic-bounds.ts';
import { KafkaProducer, connectKafka, createTopics, visitDeadLetters } from '../src/index.ts';
import type { DeadLetter } from '../src/index.ts';
import type { KafkaMessage } from 'kafkajs';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const prefix = `d${randomUUID().slice(0, 8)}.`;
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix: prefix, logger: silent });
const producer = new KafkaProducer(kafka, { deadlineMs: 30_000 });
const source = topics.sessionEvents;
const headers = {
  ce_id: Buffer.from('1'),
  raw: Buffer.from([0xff, 0x00, 0xfe]),
  twice: [Buffer.from('a'), Buffer.from('b')],
};

beforeAll(async () => {
  await createTopics(kafka, allTopics(), { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
  await producer.start();
});
afterAll(() => producer.stop());

const accepts = (bytes: number): Promise<boolean> =>
  producer.publishRaw({ topic: source.name, key: 'large', value: Buffer.alloc(bytes, 'x'), headers }).then(
    () => true,
    () => false,
  );

/** The largest value that the source topic takes, by halving, published last. */
const publishLargest = async (): Promise<number> => {
  let [fits, tooLarge] = [source.maxMessageBytes - 4_096, source.maxMessageBytes];
  while (tooLarge - fits > 1) {
    const middle = Math.floor((fits + tooLarge) / 2);
    if (await accepts(middle)) fits = middle;
    else tooLarge = middle;
  }
  await accepts(fits);
  return fits;
};

const lastOf = async (topic: string): Promise<{ partition: number; message: KafkaMessage }> => {
  let last: { partition: number; message: KafkaMessage } | undefined;
  const reader = new TopicReader(kafka, [topic]);
  const ends = (await topicBounds(kafka, [topic])).filter(({ from, to }) => to > from);
  await reader.read(
    ends.map((range) => ({ ...range, from: range.to - 1n })),
    ({ partition }, message) => Promise.resolve((last = { partition, message })),
  );
  await reader.close();
  return last!;
};

describe('a dead letter', () => {
  it('of the largest record that its topic takes fits, with all failure headers at their longest', async () => {
    const size = await publishLargest();
    const { partition, message } = await lastOf(source.name);
    expect(message.value?.length).toBe(size);
    const error = new Failure('PAYLOAD_INVALID');
    Object.defineProperty(error, 'name', { value: 'É'.repeat(500_000) });
    const now = new Date();
    const record = toRecord(kafka, kafka.wireName(source.name), partition, message);
    const letter = deadLetter(
      { record, message, group: 'crm-sync' },
      { error, attempts: 8, firstFailure: now, lastFailure: now },
    );
    await producer.publishRaw(letter);

    const letters: DeadLetter[] = [];
    await visitDeadLetters(kafka, { group: 'crm-sync' }, (found) => Promise.resolve(letters.push(found)));
    expect(letters).toHaveLength(1);
    expect(letters[0]?.failure).toMatchObject({ code: 'PAYLOAD_INVALID', originalTopic: source.name, attempts: '8' });
    expect(letters[0]?.value?.equals(message.value!)).toBe(true);
    expect(letters[0]?.headers).toMatchObject(headers);

    const replay = toReplay(letters[0]!, randomUUID());
    expect(replay).toMatchObject({ topic: source.name, key: Buffer.from('large') });
    expect(replay.headers).toMatchObject({ raw: headers.raw, twice: headers.twice, 'x-replay-group': 'crm-sync' });
  });
});

describe('TopicReader', () => {
  it('reads a range again, and from an earlier place, on the same connection', async () => {
    const topic = topics.taskSynced.name;
    for (let at = 0; at < 20; at += 1)
      await producer.publishRaw({ topic, key: 'same', value: Buffer.from(String(at)), headers: {} });
    const bounds = (await topicBounds(kafka, [topic])).find(({ from, to }) => to > from)!;
    const reader = new TopicReader(kafka, [topic]);
    const read = async (from: bigint, to: bigint) => {
      const seen: string[] = [];
      await reader.read([{ ...bounds, from, to }], (_range, { value }) =>
        Promise.resolve(seen.push(value?.toString() ?? '')),
      );
      return seen.join(' ');
    };
    expect(await read(15n, 18n)).toBe('15 16 17');
    expect(await read(3n, 5n)).toBe('3 4');
    expect(await read(19n, 20n)).toBe('19');
    expect(await read(19n, 19n)).toBe('');
    await reader.close();
  });
});
