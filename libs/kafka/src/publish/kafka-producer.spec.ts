import { describe, expect, it } from '@jest/globals';
import { topics } from '@switchback/contracts';
import type { Kafka } from '../connect/connect-kafka.ts';
import { KafkaProducer } from './kafka-producer.ts';

const record = { topic: topics.sessionEvents.name, key: 'k', value: Buffer.from('x'), headers: {} };
const nothing = () => Promise.resolve();

/** A cluster whose brokers answer, or do not, as `away` says. */
const scene = () => {
  const seen = { away: true, batches: 0 };
  const answer = <T>(value: T) => (seen.away ? Promise.reject(new Error('away')) : Promise.resolve(value));
  const client = {
    producer: () => ({
      connect: nothing,
      disconnect: nothing,
      sendBatch: ({ topicMessages }: { topicMessages: { topic: string; messages: { partition?: number }[] }[] }) => {
        seen.batches += 1;
        for (const { messages } of topicMessages) for (const message of messages) message.partition = 0;
        return answer(topicMessages.map(({ topic }) => ({ topicName: topic, partition: 0, errorCode: 0 })));
      },
    }),
    admin: () => ({ connect: nothing, disconnect: nothing, describeCluster: () => answer({ brokers: [{}] }) }),
  };
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  return { seen, kafka: { client, logger: silent, wireName: (name: string) => name } as unknown as Kafka };
};

describe('KafkaProducer', () => {
  it('refuses at once while publishing is known to fail, and publishes again by itself', async () => {
    const { seen, kafka } = scene();
    const producer = new KafkaProducer(kafka, { deadlineMs: 50, downAfterMs: 0 });
    await producer.start();
    await expect(producer.publish(record)).rejects.toThrow();
    const { batches } = seen;
    await expect(producer.publish(record)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    expect(seen.batches).toBe(batches);

    seen.away = false;
    for (;;) {
      if (
        await producer.publish(record).then(
          () => true,
          () => false,
        )
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(seen.batches).toBe(batches + 1);
    await producer.stop();
  });
});
