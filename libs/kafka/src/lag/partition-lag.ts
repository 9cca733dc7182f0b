import type { GroupPartition } from './group-partitions.ts';

export interface PartitionLag extends GroupPartition {
  /** The offset of the oldest record that is there and not committed. */
  readonly next: bigint;
  /** Records that are there and not committed. */
  readonly records: bigint;
  /** Records that retention removed before the group had committed them: they are lost to it. */
  readonly removed: bigint;
}

/** A group that never committed begins at the oldest record; so does one whose commit retention has passed. */
export const partitionLag = (stand: GroupPartition): PartitionLag => {
  const { low, high, committed } = stand;
  // A commit above the end: the topic was deleted and made anew, and the group will be set back to its beginning.
  const valid = committed !== undefined && committed <= high ? committed : undefined;
  const next = valid === undefined || valid < low ? low : valid;
  return { ...stand, next, records: high - next, removed: valid !== undefined && valid < low ? low - valid : 0n };
};
