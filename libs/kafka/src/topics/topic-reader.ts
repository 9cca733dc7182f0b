import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { withAdmin } from './describe-topics.ts';

/** Part of one partition. `topic` is the name in the contracts; `to` is not part of it. */
export interface Range {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}
/** Sees one record; `enough` ends its range. Called in order per partition. */
export type Visit = (range: Range, message: KafkaMessage) => Promise<unknown>;

interface Passed {
  readonly topic: string;
  readonly partition: number;
  readonly lastOffset: string;
  readonly batchSize: number;
}
interface Open {
  readonly range: Range;
  /** The next offset to hand over. */
  next: bigint;
  /** Where the position was put last: a fetch that was under way before is told by where it began. */
  sought: bigint;
  begun: boolean;
}
interface Reading {
  readonly visit: Visit;
  readonly open: Map<string, Open>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const STALLED_MS = 60_000;
const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;

/**
 * Reads parts of topics without belonging to a group that matters: its own group is new, never commits, and is removed
 * on `close`. Made for reports and repairs; a read may be repeated on the same reader at the price of one fetch.
 */
export class TopicReader {
  readonly #kafka: Kafka;
  readonly #topics: readonly string[];
  readonly #groupId = `switchback-read-${randomUUID()}`;
  readonly #consumer: Consumer;
  #reading: Reading | undefined;
  #started: Promise<void> | undefined;
  #lastSeen = 0;
  #joined = false;

  constructor(kafka: Kafka, topics: readonly string[]) {
    this.#kafka = kafka;
    this.#topics = [...new Set(topics)];
    const limits = { maxWaitTimeInMs: 100, maxBytesPerPartition: 1_048_576 };
    this.#consumer = kafka.client.consumer({ groupId: this.#groupId, allowAutoTopicCreation: false, ...limits });
  }

  /** Hands every record of the ranges to `visit`; one call at a time. Rejects when nothing comes for a minute. */
  async read(ranges: readonly Range[], visit: Visit): Promise<void> {
    const wanted = ranges.filter(({ from, to }) => to > from);
    if (wanted.length === 0) return;
    await (this.#started ??= this.#start());
    this.#lastSeen = Date.now();
    let watch: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const opened = (range: Range): Open => ({ range, next: range.from, sought: range.from, begun: false });
        const open = new Map(wanted.map((range) => [keyOf(range.topic, range.partition), opened(range)]));
        this.#reading = { visit, open, resolve, reject };
        if (this.#joined) this.#position(open.values());
        watch = setInterval(() => {
          if (Date.now() - this.#lastSeen > STALLED_MS)
            reject(new Error(`Kafka delivered nothing of ${[...open.keys()].join(', ')} for ${STALLED_MS / 1_000} s`));
        }, 1_000);
      });
    } finally {
      clearInterval(watch);
      this.#reading = undefined;
    }
  }

  async close(): Promise<void> {
    if (!this.#started) return;
    await this.#consumer.disconnect();
    // Without members it would go by itself after the broker's retention of offsets.
    await withAdmin(this.#kafka, (admin) => admin.deleteGroups([this.#groupId])).catch(() => undefined);
  }

  /** Resolves when the group is joined for the first time. */
  async #start(): Promise<void> {
    const consumer = this.#consumer;
    const joined = new Promise<void>((resolve, reject) => {
      consumer.on('consumer.group_join', ({ payload }) => {
        this.#joined = true;
        const assigned = Object.entries(payload.memberAssignment);
        consumer.pause(assigned.map(([topic, partitions]) => ({ topic, partitions })));
        // It may have joined anew in the middle of a read.
        if (this.#reading) this.#position(this.#reading.open.values());
        resolve();
      });
      consumer.on('consumer.crash', ({ payload }) => {
        this.#joined = false;
        // With `restart` kafkajs joins anew, e.g. when a broker that has just started still loads its groups.
        if (payload.restart) return;
        this.#reading?.reject(payload.error);
        reject(payload.error);
      });
    });
    // Also tells of batches that hold nothing but markers of transactions; those never reach eachBatch.
    consumer.on('consumer.end_batch_process', ({ payload }) => {
      this.#passed(payload);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: this.#topics.map((topic) => this.#kafka.wireName(topic)), fromBeginning: true });
    await Promise.all([joined, consumer.run({ autoCommit: false, eachBatch: (got) => this.#eachBatch(got) })]);
  }

  /** Lets the ranges come, each from the next record that it still wants. */
  #position(ranges: Iterable<Open>): void {
    for (const open of ranges) {
      const { topic, partition } = open.range;
      const wire = this.#kafka.wireName(topic);
      open.sought = open.next;
      open.begun = false;
      this.#consumer.seek({ topic: wire, partition, offset: open.next.toString() });
      this.#consumer.resume([{ topic: wire, partitions: [partition] }]);
    }
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const reading = this.#reading;
    const open = reading?.open.get(keyOf(this.#kafka.contractName(batch.topic), batch.partition));
    if (!reading || !open) return;
    // Not in kafkajs' types: the offset that the fetch asked for.
    open.begun ||= BigInt((batch as unknown as { fetchedOffset: string }).fetchedOffset) === open.sought;
    if (!open.begun) return;
    this.#lastSeen = Date.now();
    try {
      for (const message of batch.messages) {
        const offset = BigInt(message.offset);
        if (offset < open.next) continue;
        if (!payload.isRunning() || payload.isStale() || this.#reading !== reading) return;
        if (offset >= open.range.to || (await reading.visit(open.range, message)) === 'enough') {
          this.#finish(reading, open.range);
          return;
        }
        open.next = offset + 1n;
        this.#lastSeen = Date.now();
        await payload.heartbeat();
      }
    } catch (error) {
      // kafkajs would call again for an error of ours.
      reading.reject(error);
    }
  }

  #passed({ topic, partition, lastOffset, batchSize }: Passed): void {
    const reading = this.#reading;
    const open = reading?.open.get(keyOf(this.#kafka.contractName(topic), partition));
    if (!reading || !open || (batchSize > 0 && !open.begun)) return;
    if (BigInt(lastOffset) >= open.range.to - 1n) this.#finish(reading, open.range);
  }

  #finish(reading: Reading, { topic, partition }: Range): void {
    if (!reading.open.delete(keyOf(topic, partition))) return;
    this.#consumer.pause([{ topic: this.#kafka.wireName(topic), partitions: [partition] }]);
    if (reading.open.size === 0) reading.resolve();
  }
}
