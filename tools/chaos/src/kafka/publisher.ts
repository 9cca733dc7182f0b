import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaProducer } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';
import { chance } from './conductor.ts';
import { TOPIC } from './work-topic.ts';
import type { Work } from './work-topic.ts';

export interface PublishPlan {
  readonly seed: number;
  readonly keys: number;
  readonly perKey: number;
  /** Over which the records are spread. */
  readonly durationMs: number;
}

/** How a record's handling is to go: one in 200 is refused, one in 40 succeeds at the second attempt. */
export const fateOf = (seed: number, key: string, seq: number): Work['fate'] => {
  const lot = chance(seed, 'fate', key, seq);
  if (lot < 0.005) return 'refused';
  return lot < 0.03 ? 'applied-at-second' : 'applied';
};

/**
 * Publishes each key's records one after the other, keys side by side. What Kafka did not acknowledge is published again,
 * so that it may stand there twice. Resolves with the number of such repetitions when everything is acknowledged.
 */
export const publishAll = async (kafka: Kafka, { seed, keys, perKey, durationMs }: PublishPlan): Promise<number> => {
  const producer = new KafkaProducer(kafka);
  await producer.start();
  const started = Date.now();
  let repeated = 0;
  const publish = async (key: string, seq: number) => {
    const value = Buffer.from(JSON.stringify({ seq, fate: fateOf(seed, key, seq) } satisfies Work));
    for (;;) {
      try {
        await producer.publish({ topic: TOPIC, key, value, headers: {} });
        return;
      } catch {
        repeated += 1;
        await sleep(200);
      }
    }
  };
  const publishKey = async (key: string, index: number) => {
    for (let seq = 0; seq < perKey; seq += 1) {
      const due = started + ((seq + index / keys) / perKey) * durationMs;
      if (due > Date.now()) await sleep(due - Date.now());
      await publish(key, seq);
    }
  };
  await Promise.all(Array.from({ length: keys }, (_, index) => publishKey(`key-${index}`, index)));
  await producer.stop();
  return repeated;
};
