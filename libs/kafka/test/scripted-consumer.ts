import type { KafkaMessage } from 'kafkajs';
import type { FetchedBatch, LogConsumer, LogConsumerEvents, TopicPartition } from '../src/consume/log-consumer.ts';
import type { OffsetCommit } from '../src/lanes/committer.ts';

export interface ScriptedRecord {
  readonly offset: bigint;
  readonly key: string;
}

/**
 * A group of one member over partitions in memory, with the manners of kafkajs: a retained partition starts again at its
 * committed offset after each join, a paused one is not fetched, the position is what was taken.
 */
export class ScriptedConsumer implements LogConsumer {
  readonly committed: bigint[];
  readonly violations: string[] = [];
  /** What taking a batch rejected with: kafkajs joins the group again then. */
  readonly thrown: unknown[] = [];
  /** Lets commits fail until it is off again. */
  refuseCommits = false;
  onHeartbeat: () => Promise<void> = () => Promise.resolve();
  onCommit: (commit: OffsetCommit) => void = () => undefined;
  #events: LogConsumerEvents | undefined;
  readonly #position: bigint[];
  readonly #paused = new Set<number>();
  readonly #busy = new Set<number>();

  constructor(
    private readonly topic: string,
    private readonly log: readonly (readonly ScriptedRecord[])[],
  ) {
    this.committed = log.map(() => 0n);
    this.#position = log.map(() => 0n);
  }

  start(_topics: readonly string[], events: LogConsumerEvents): Promise<void> {
    this.#events = events;
    events.onAssigned(this.#all());
    return Promise.resolve();
  }

  commit(offsets: readonly OffsetCommit[]): Promise<void> {
    if (this.refuseCommits) return Promise.reject(new Error('refused'));
    for (const commit of offsets) {
      if (commit.next < (this.committed[commit.partition] ?? 0n)) this.violations.push(`commit back to ${commit.next}`);
      this.onCommit(commit);
      this.committed[commit.partition] = commit.next;
    }
    return Promise.resolve();
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const { partition } of partitions) this.#paused.add(partition);
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const { partition } of partitions) this.#paused.delete(partition);
  }

  stop(): Promise<'clean'> {
    return Promise.resolve('clean');
  }

  get pausedPartitions(): number {
    return this.#paused.size;
  }

  /** Fetches up to `max` records of every partition that is neither paused nor still being taken. */
  fetch(max: number): void {
    this.log.forEach((records, partition) => {
      if (this.#paused.has(partition) || this.#busy.has(partition)) return;
      const from = this.#position[partition] ?? 0n;
      const found = records.filter(({ offset }) => offset >= from).slice(0, max);
      if (found.length === 0) return;
      this.#busy.add(partition);
      void this.#events
        ?.onBatch(this.#batch(partition, found))
        .catch((error: unknown) => this.thrown.push(error))
        .finally(() => this.#busy.delete(partition));
    });
  }

  /** A rebalance that leaves every partition here; `heard` is whether the event before it came. */
  rebalance(heard: boolean): void {
    if (heard) this.#events?.onRevoking();
    this.committed.forEach((offset, partition) => (this.#position[partition] = offset));
    this.#events?.onAssigned(this.#all());
  }

  #all(): TopicPartition[] {
    return this.log.map((_, partition) => ({ topic: this.topic, partition }));
  }

  #batch(partition: number, found: readonly ScriptedRecord[]): FetchedBatch {
    const generation = this.#position;
    return {
      topic: this.topic,
      partition,
      end: (this.log[partition]?.at(-1)?.offset ?? -1n) + 1n,
      messages: found.map(({ offset, key }) => ({ offset: String(offset), key: Buffer.from(key) }) as KafkaMessage),
      taken: (offset) => {
        generation[partition] = BigInt(offset) + 1n;
      },
      heartbeat: () => this.onHeartbeat(),
      stale: () => false,
    };
  }
}
