import { Partitioners } from 'kafkajs';
import type { Kafka } from '@switchback/kafka';
import { TOPIC } from '../kafka-consumer/bench-topic.ts';

export interface Sender {
  /** Resolves when all in-sync replicas have the record. */
  send(key: string, value: Buffer): Promise<unknown>;
  close(): Promise<void>;
}

/** kafkajs as its documentation shows it: one `send()` per record. */
export const startSingleSends = async (kafka: Kafka): Promise<Sender> => {
  const producer = kafka.client.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  const topic = kafka.wireName(TOPIC);
  return {
    send: (key, value) => producer.send({ topic, acks: -1, messages: [{ key, value }] }),
    close: () => producer.disconnect(),
  };
};
