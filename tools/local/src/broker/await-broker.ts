import { connectKafka, describeTopics } from '@switchback/kafka';
import { withProgress } from '../say.ts';
import { until } from '../until.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Asks the broker for its topics until it answers. */
export const awaitBroker = async (brokers: string, timeoutMs: number): Promise<void> => {
  const kafka = connectKafka({ brokers: brokers.split(','), clientId: 'local', topicPrefix: '', logger: silent });
  const ask = async () => {
    await describeTopics(kafka, [], { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1 });
    return true;
  };
  await withProgress('waiting for Kafka', () => until(`Kafka at ${brokers}: an answer`, ask, timeoutMs));
};
