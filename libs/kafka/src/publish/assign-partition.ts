import type { Message, PartitionerArgs } from 'kafkajs';
import { partitionOfKey } from './murmur2.ts';

/**
 * The partition of a record, decided once: an attempt again goes to the same one, and the acknowledgement is looked for
 * there. Records without a key go around.
 */
export const assignPartitions = () => {
  let turn = 0;
  return ({ partitionMetadata, message }: PartitionerArgs): number => {
    const { length } = partitionMetadata;
    message.partition ??= partitionFor(message, length, () => (turn = (turn + 1) % length));
    return message.partition;
  };
};

const partitionFor = ({ key }: Message, partitions: number, next: () => number): number => {
  if (key === null || key === undefined) return next();
  return partitionOfKey(typeof key === 'string' ? Buffer.from(key) : key, partitions);
};
