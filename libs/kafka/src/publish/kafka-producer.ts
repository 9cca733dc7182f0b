import type { OutgoingRecord } from '@switchback/contracts';
import { Failure, codeOf } from '@switchback/failure';
import type { Kafka } from '../connect/connect-kafka.ts';
import { ProducerConnection } from './connection.ts';
import { murmur2 } from './murmur2.ts';
import { ProducerMeters } from './producer-meters.ts';
import { startProducerSpan } from './producer-span.ts';
import { publishLimits } from './publish-limits.ts';
import type { PublishLimits } from './publish-limits.ts';
import { PublishState } from './publish-state.ts';
import { QueueBudget } from './queue-budget.ts';
import { sizeOf } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { sendConfirmed } from './send-confirmed.ts';
import type { Outgoing } from './send-confirmed.ts';
import { Shard } from './shard.ts';

export type { RawRecord } from './raw-record.ts';

const now = () => performance.now();
const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
const unavailable = (detail: string) => new Failure('BROKER_UNAVAILABLE', { detail });

/**
 * Publishes records in micro-batches, one produce request at a time, and waits for all in-sync replicas. Each record is
 * confirmed by itself. What waits is bounded in records and bytes.
 */
export class KafkaProducer {
  readonly #kafka: Kafka;
  readonly #limits: PublishLimits;
  readonly #state: PublishState;
  readonly #connection: ProducerConnection;
  readonly #queue: QueueBudget;
  readonly #meters: ProducerMeters;
  readonly #shards: readonly Shard<Outgoing>[];
  #idle: (() => void) | undefined;
  #stopped = false;

  constructor(kafka: Kafka, limits: Partial<PublishLimits> = {}) {
    this.#kafka = kafka;
    this.#limits = { ...publishLimits, ...limits };
    this.#state = new PublishState(this.#limits.downAfterMs, now);
    this.#connection = new ProducerConnection(kafka, this.#state);
    this.#queue = new QueueBudget(this.#limits);
    this.#meters = new ProducerMeters(this.#queue);
    const { batchRecords, batchBytes, shards } = this.#limits;
    const send = (records: readonly Outgoing[]) => this.#send(records);
    this.#shards = Array.from({ length: shards }, () => new Shard({ send, batchRecords, batchBytes, now }));
  }

  /** Connects; where the broker is away it resolves all the same and goes on trying until `stop`. */
  start(): Promise<void> {
    return this.#connection.connect();
  }

  /**
   * Resolves when all in-sync replicas have the record.
   * @throws Failure BROKER_UNAVAILABLE it is not stored · PUBLISH_UNCERTAIN it may be · PUBLISH_REJECTED it never will be
   */
  publish(record: OutgoingRecord): Promise<void> {
    return this.publishRaw(record);
  }

  /** `publish` for headers that are bytes. */
  publishRaw(record: RawRecord): Promise<void> {
    const bytes = sizeOf(record);
    if (this.#stopped || !this.#connection.open) return Promise.reject(unavailable('the producer is not connected'));
    // Nobody waits for a deadline to hear what is known; the connection asks each second whether the broker is back.
    if (this.#state.down) return Promise.reject(unavailable('publishing has failed for a while'));
    if (!this.#queue.take(bytes)) return Promise.reject(unavailable('too much waits for its acknowledgement already'));
    return new Promise((resolve, reject) => this.#enqueue(record, bytes, { resolve, reject }));
  }

  /** `down` before the first connection and after publishing has failed for a while. */
  health(): { status: 'idle' | 'down' } {
    return { status: this.#state.down ? 'down' : 'idle' };
  }

  /** Takes nothing more, waits for what was taken (its deadline bounds that), disconnects. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#queue.records > 0)
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    await this.#connection.close();
  }

  #enqueue(record: RawRecord, bytes: number, caller: { resolve(): void; reject(error: unknown): void }): void {
    const { topic, key, value } = record;
    const started = now();
    const headers = { ...record.headers };
    const span = startProducerSpan(topic, headers);
    const settle = (error?: unknown) => {
      this.#queue.give(bytes);
      if (error === undefined) this.#state.succeeded();
      else if (codeOf(error) !== 'PUBLISH_REJECTED') this.#state.failed();
      span.end(error !== undefined);
      this.#meters.done(topic, (now() - started) / 1_000, error === undefined ? undefined : codeOf(error));
      if (error === undefined) caller.resolve();
      else caller.reject(error);
      if (this.#queue.records === 0) this.#idle?.();
    };
    const item = { topic: this.#kafka.wireName(topic), message: { key, value, headers } };
    this.#shardOf(key)?.add({ item, bytes, expiresAt: started + this.#limits.deadlineMs, settle, settled: false });
  }

  #shardOf(key: Buffer | string | null): Shard<Outgoing> | undefined {
    if (this.#shards.length === 1 || key === null) return this.#shards[0];
    const hash = murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff;
    return this.#shards[hash % this.#shards.length];
  }

  #send(records: readonly Outgoing[]): Promise<readonly unknown[]> {
    const until = now() + this.#limits.deadlineMs;
    this.#meters.batch(records.length);
    return sendConfirmed(records, {
      produce: (topicMessages) => this.#connection.produce(topicMessages, this.#limits.deadlineMs),
      waitBefore: async (attempt) => {
        const delay = Math.min(100 * 2 ** (attempt - 2), 1_000);
        if (now() + delay >= until) return false;
        await pause(delay);
        return true;
      },
    });
  }
}
