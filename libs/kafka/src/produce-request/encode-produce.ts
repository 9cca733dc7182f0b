import type { Message } from 'kafkajs';
import { ByteWriter, sizeOfVarint } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';
import { sizeRecord, writeRecord } from './encode-record.ts';
import type { SizedRecord } from './encode-record.ts';

export interface PartitionData {
  readonly partition: number;
  readonly messages: readonly Message[];
}
export interface TopicData {
  readonly topic: string;
  readonly partitions: readonly PartitionData[];
}
export interface ProduceData {
  readonly acks: number;
  readonly timeout: number;
  readonly topicData: readonly TopicData[];
}

/** A record batch before its records, from its first offset to their count. */
const BATCH_HEAD = 61;
/** Of these, what the batch's own length does not count: first offset and length. */
const BEFORE_LENGTH = 12;
/** Where the bytes begin that the checksum covers. */
const CHECKED_FROM = 21;
const FORMAT = 2;
const NONE = -1;

interface SizedPartition {
  readonly partition: number;
  readonly records: readonly SizedRecord[];
  readonly batchSize: number;
}
interface SizedTopic {
  readonly topic: string;
  readonly partitions: readonly SizedPartition[];
  readonly size: number;
}

const sizePartition = ({ partition, messages }: PartitionData): SizedPartition => {
  const records = messages.map(sizeRecord);
  const batchSize = records.reduce((sum, { size }) => sum + sizeOfVarint(size) + size, BATCH_HEAD);
  return { partition, records, batchSize };
};

const sizeTopic = ({ topic, partitions: data }: TopicData): SizedTopic => {
  const partitions = data.map(sizePartition);
  const size = partitions.reduce((sum, { batchSize }) => sum + 8 + batchSize, 2 + Buffer.byteLength(topic) + 4);
  return { topic, partitions, size };
};

const writeBatch = (to: ByteWriter, { records, batchSize }: SizedPartition, nowMs: number): void => {
  const start = to.at;
  to.int64(0);
  to.int32(batchSize - BEFORE_LENGTH);
  to.int32(0);
  to.int8(FORMAT);
  to.int32(0);
  to.int16(0);
  to.int32(records.length - 1);
  to.int64(nowMs);
  to.int64(nowMs);
  // No idempotent producer: id, epoch and sequence are those of "none".
  to.int64(NONE);
  to.int16(0);
  to.int32(0);
  to.int32(records.length);
  for (const record of records) writeRecord(to, record);
  to.bytes.writeUInt32BE(crc32c(to.bytes, start + CHECKED_FROM, to.at), start + CHECKED_FROM - 4);
};

/**
 * The body of a Produce request, versions 3 to 7, in one buffer: neither compressed, nor idempotent, nor in a transaction.
 * Before it `room` bytes of memory are left free.
 */
export const encodeProduce = ({ acks, timeout, topicData }: ProduceData, nowMs: number, room = 0): Buffer => {
  const topics = topicData.map(sizeTopic);
  const to = new ByteWriter(
    topics.reduce((sum, { size }) => sum + size, room + 2 + 2 + 4 + 4),
    room,
  );
  to.int16(NONE);
  to.int16(acks);
  to.int32(timeout);
  to.int32(topics.length);
  for (const { topic, partitions } of topics) {
    to.string(topic);
    to.int32(partitions.length);
    for (const sized of partitions) {
      to.int32(sized.partition);
      to.int32(sized.batchSize);
      writeBatch(to, sized, nowMs);
    }
  }
  return to.bytes.subarray(room);
};
