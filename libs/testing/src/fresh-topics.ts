import { randomUUID } from 'node:crypto';
import { allTopics } from '@switchback/contracts';
import { connectKafka, createTopics } from '@switchback/kafka';
import { testServices } from './services.ts';

type Kafka = ReturnType<typeof connectKafka>;

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** All topics of the product under a prefix of their own, with 3 partitions, and a connection that uses the prefix. */
export const freshTopics = async (): Promise<{ prefix: string; brokers: string; kafka: Kafka }> => {
  const brokers = [...testServices().brokers];
  const prefix = `t${randomUUID().slice(0, 8)}.`;
  const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix: prefix, logger: silent });
  await createTopics(kafka, allTopics(), { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
  return { prefix, brokers: brokers.join(','), kafka };
};
