import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import type { Message, ProducerBatch, RecordMetadata } from 'kafkajs';
import { assignPartitions } from './assign-partition.ts';
import { driverSettings } from './connection.ts';
import { sendConfirmed } from './send-confirmed.ts';

// kafkajs' own producer over a scripted cluster: the two bugs are in it, and no public door leads to them.
const internals = createRequire(import.meta.url);
const createProducer = internals('kafkajs/src/producer') as (options: unknown) => {
  connect(): Promise<void>;
  sendBatch(batch: ProducerBatch): Promise<RecordMetadata[]>;
};
const { KafkaJSProtocolError, KafkaJSConnectionClosedError } = internals('kafkajs/src/errors') as Record<
  string,
  new (...args: unknown[]) => Error
>;

interface TopicData {
  topic: string;
  partitions: { partition: number; firstSequence: number; messages: Message[] }[];
}
interface Produce {
  producerId: number;
  topicData: TopicData[];
}
type FakeBroker = { nodeId: number; produce(request: Produce): Promise<unknown> };

const answerOf = ({ topicData }: Produce) => ({
  topics: topicData.map(({ topic, partitions }) => ({
    topicName: topic,
    partitions: partitions.map(({ partition }) => ({ partition, errorCode: 0, baseOffset: '0' })),
  })),
});
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const logger = { ...log, namespace: () => log };
const nothing = () => Promise.resolve();

const clusterOf = (leaders: number[], brokers: FakeBroker[]) => ({
  retry: {},
  targetTopics: new Set<string>(),
  connect: nothing,
  disconnect: nothing,
  isConnected: () => true,
  removeBroker: () => undefined,
  refreshMetadata: nothing,
  refreshMetadataIfNecessary: nothing,
  addMultipleTargetTopics: nothing,
  findTopicPartitionMetadata: () => leaders.map((leader, partitionId) => ({ partitionId, leader })),
  findLeaderForPartitions: (_: string, partitions: string[]) =>
    partitions.reduce<Record<number, number[]>>((found, partition) => {
      (found[leaders[Number(partition)]!] ??= []).push(Number(partition));
      return found;
    }, {}),
  findBroker: ({ nodeId }: { nodeId: string }) =>
    Promise.resolve(brokers.find((broker) => broker.nodeId === Number(nodeId))),
  findControllerBroker: () =>
    Promise.resolve({ initProducerId: () => Promise.resolve({ producerId: 7, producerEpoch: 0 }) }),
});

const textOf = ({ value }: Message) => String(value);

describe('a retry across leaders (kafkajs resolves without having sent)', () => {
  /** Two leaders; the second refuses once, and its partition moves to the first, which has answered already. */
  const scene = async () => {
    const leaders = [1, 2];
    const stored: string[] = [];
    const store = (request: Produce) => {
      for (const { partitions } of request.topicData)
        for (const { messages } of partitions) stored.push(...messages.map(textOf));
      return Promise.resolve(answerOf(request));
    };
    const second: FakeBroker = {
      nodeId: 2,
      produce: () => {
        leaders[1] = 1;
        return Promise.reject(
          new KafkaJSProtocolError!({ type: 'NOT_LEADER_FOR_PARTITION', code: 6, retriable: true, message: 'moved' }),
        );
      },
    };
    const producer = createProducer({
      cluster: clusterOf(leaders, [{ nodeId: 1, produce: store }, second]),
      logger,
      createPartitioner: assignPartitions,
      retry: { retries: 3, initialRetryTime: 1, maxRetryTime: 1 },
    });
    await producer.connect();
    return { producer, stored };
  };
  const records = () =>
    [0, 1].map((partition) => ({ topic: 't', message: { key: null, value: `to ${partition}`, partition } }));

  it('is what kafkajs does: without the guard the record is gone', async () => {
    const { producer, stored } = await scene();
    const messages = records().map(({ message }) => message);
    await expect(producer.sendBatch({ topicMessages: [{ topic: 't', messages }] })).resolves.toBeDefined();
    expect(stored).toEqual(['to 0']);
  });

  it('loses nothing: what is not confirmed in its partition is sent again', async () => {
    const { producer, stored } = await scene();
    const results = await sendConfirmed(records(), {
      produce: (topicMessages) => producer.sendBatch({ topicMessages }),
      waitBefore: (attempt) => Promise.resolve(attempt < 5),
    });
    expect(results).toEqual([undefined, undefined]);
    expect([...new Set(stored)].sort()).toEqual(['to 0', 'to 1']);
  });
});

describe('reuse of sequence numbers (a broker drops a record as duplicate and acknowledges it)', () => {
  /** A broker that loses its first answer and, as real ones do, drops a sequence that it has seen of a producer id. */
  const scene = async (settings: object) => {
    const stored: string[] = [];
    const seen = new Set<string>();
    let answers = 0;
    const broker: FakeBroker = {
      nodeId: 1,
      produce: async (request) => {
        for (const { partitions } of request.topicData)
          for (const { firstSequence, messages } of partitions) {
            const sequence = `${request.producerId}/${firstSequence}`;
            if (request.producerId === -1 || !seen.has(sequence)) stored.push(...messages.map(textOf));
            seen.add(sequence);
          }
        answers += 1;
        if (answers > 1) return answerOf(request);
        await new Promise((resolve) => setImmediate(resolve));
        throw new KafkaJSConnectionClosedError!('closed', { broker: 'b:1' });
      },
    };
    const producer = createProducer({ cluster: clusterOf([1], [broker]), logger, ...settings });
    await producer.connect();
    const send = async (value: string) => {
      const [result] = await sendConfirmed([{ topic: 't', message: { key: 'k', value } }], {
        produce: (topicMessages) => producer.sendBatch({ topicMessages }),
        waitBefore: (attempt) => new Promise((resolve) => setTimeout(() => resolve(attempt < 5), 5)),
      });
      return result;
    };
    const results = await Promise.all([send('first'), send('second')]);
    return { results, stored };
  };

  it('is what an idempotent producer of kafkajs does', async () => {
    const { results, stored } = await scene({
      ...driverSettings(),
      idempotent: true,
      retry: { retries: 3, initialRetryTime: 5 },
    });
    expect(results).toEqual([undefined, undefined]);
    expect(stored).not.toContain('second');
  });

  it('loses nothing with our settings', async () => {
    const { results, stored } = await scene(driverSettings());
    expect(results).toEqual([undefined, undefined]);
    expect([...new Set(stored)].sort()).toEqual(['first', 'second']);
  });
});
