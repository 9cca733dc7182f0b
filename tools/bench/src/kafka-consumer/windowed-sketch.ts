import type { Kafka } from '@switchback/kafka';
import { TOPIC } from './bench-topic.ts';
import { WINDOW } from './consumers.ts';
import type { Consumer, Handle } from './consumers.ts';

/**
 * The least that keeps the order of keys with {@link WINDOW} records at work: no retries, no limits by key or partition, no
 * dead letters, no telemetry, and its commits lose records when a handler fails. What this machine can do at all.
 */
export const startSketch = async (
  { kafka, prefix }: { kafka: Kafka; prefix: string },
  handle: Handle,
): Promise<Consumer> => {
  const consumer = kafka.client.consumer({ groupId: `${prefix}sketch`, maxWaitTimeInMs: 300 });
  const lanes = new Map<string, Promise<void>>();
  const free: (() => void)[] = [];
  let running = 0;
  const done = () => {
    running -= 1;
    free.shift()?.();
  };
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.wireName(TOPIC), fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 200,
    partitionsConsumedConcurrently: 12,
    eachBatch: async (payload) => {
      const { partition, messages } = payload.batch;
      for (const { key, value, offset } of messages) {
        while (running >= WINDOW) await new Promise<void>((resolve) => free.push(resolve));
        running += 1;
        const record = { key: String(key), seq: Number(String(value)) };
        const work = () => handle(record, { partition, offset: Number(offset) }).finally(done);
        const lane = (lanes.get(record.key) ?? Promise.resolve()).then(work);
        lanes.set(record.key, lane);
        payload.resolveOffset(offset);
      }
      await payload.commitOffsetsIfNecessary();
      await payload.heartbeat();
    },
  });
  return { close: () => consumer.disconnect() };
};
