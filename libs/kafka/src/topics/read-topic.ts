import { randomUUID } from 'node:crypto';
import type { Kafka } from '../connect/connect-kafka.ts';
import { toRecord } from '../consumed-record.ts';
import type { ConsumedRecord } from '../consumed-record.ts';
import { withAdmin } from './describe-topics.ts';

export type Offsets = ReadonlyMap<number, bigint>;

/** The offset that the next record of each partition will get. */
export const topicEndOffsets = (kafka: Kafka, topic: string): Promise<Map<number, bigint>> =>
  withAdmin(kafka, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(kafka.wireName(topic));
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  });

const startOffsets = (kafka: Kafka, topic: string): Promise<Map<number, bigint>> =>
  withAdmin(kafka, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(kafka.wireName(topic));
    return new Map(offsets.map(({ partition, low }) => [partition, BigInt(low)]));
  });

/**
 * Everything in a topic from `from` (default: its beginning) to its end as of the call, in order per partition. For
 * reports and tests: the records are held in memory.
 */
export const readTopic = async (
  kafka: Kafka,
  topic: string,
  { from }: { from?: Offsets } = {},
): Promise<ConsumedRecord[]> => {
  const [first, end] = await Promise.all([startOffsets(kafka, topic), topicEndOffsets(kafka, topic)]);
  const begin = (partition: number) => from?.get(partition) ?? first.get(partition) ?? 0n;
  const filled = [...end].filter(([partition, high]) => high > begin(partition)).map(([partition]) => partition);
  const open = new Set(filled);
  if (open.size === 0) return [];
  const records: ConsumedRecord[] = [];
  const groupId = `read-${randomUUID()}`;
  const consumer = kafka.client.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  const wireTopic = kafka.wireName(topic);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [wireTopic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => {
        // With `restart` kafkajs joins anew, e.g. when a broker that has just started still loads its groups.
        if (!payload.restart) reject(payload.error);
      });
      consumer.on('consumer.group_join', () => {
        // From the beginning, also when it joins again.
        records.length = 0;
        for (const partition of filled) open.add(partition);
        for (const [partition] of end)
          consumer.seek({ topic: wireTopic, partition, offset: begin(partition).toString() });
      });
      const eachMessage = ({ partition, message }: { partition: number; message: Parameters<typeof toRecord>[3] }) => {
        const record = toRecord(kafka, wireTopic, partition, message);
        const high = end.get(partition) ?? 0n;
        if (record.offset >= begin(partition) && record.offset < high) records.push(record);
        if (record.offset >= high - 1n) open.delete(partition);
        if (open.size === 0) resolve();
        return Promise.resolve();
      };
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
    await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
  }
  return records;
};
