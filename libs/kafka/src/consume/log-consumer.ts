import type { KafkaMessage } from 'kafkajs';
import type { OffsetCommit } from '../lanes/committer.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Fetched records of one partition, in the order of offsets. Topics are names on the wire. */
export interface FetchedBatch extends TopicPartition {
  readonly messages: readonly KafkaMessage[];
  /** The partition's end when it was fetched: the offset that the next record will get. */
  readonly end: bigint;
  /** Moves the position to fetch from, not what is committed. Call it once this record and all before it are admitted. */
  taken(offset: string): void;
  /** Keeps the membership alive during a wait. Rejects when the group rebalances; hand that on. */
  heartbeat(): Promise<void>;
  /** True when what was fetched must not be taken any more. */
  stale(): boolean;
}

export interface LogConsumerEvents {
  /** Resolves when as much as fits is taken; what is not taken is fetched again. Rejects only with what `heartbeat` threw. */
  onBatch(batch: FetchedBatch): Promise<void>;
  /** A batch without a record for readers (transaction markers, aborted records): its offsets are over. */
  onEmptyBatch(of: TopicPartition, lastOffset: bigint): void;
  /** A new assignment; everything of the one before is void, retained partitions start again at their committed offset. */
  onAssigned(partitions: readonly TopicPartition[]): void;
  /** The group is about to rebalance. A commit that is sent at once is still accepted. */
  onRevoking(): void;
  /** The consumer has ended for good and consumes nothing any more. */
  onCrash(error: Error): void;
}

/** What the scheduler needs of a Kafka client; one per group. */
export interface LogConsumer {
  /** Resolves when the group is joined. */
  start(topics: readonly string[], events: LogConsumerEvents): Promise<void>;
  /** Rejects where it cannot be delivered: never a silent no-op. */
  commit(offsets: readonly OffsetCommit[]): Promise<void>;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** Leaves the group. Resolves at the deadline at the latest. Commits before it, or not at all. */
  stop(deadlineMs: number): Promise<'clean' | 'forced'>;
}
