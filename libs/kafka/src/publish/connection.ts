import { Failure } from '@switchback/failure';
import type { Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { assignPartitions } from './assign-partition.ts';
import type { PublishState } from './publish-state.ts';

const PROBE_MS = 1_000;

/**
 * kafkajs as the producer uses it. Not idempotent on purpose: concurrent idempotent sends reuse sequence numbers and
 * lose records; consumers recognise a duplicate by its event id. No retries of its own: an attempt whose answer is lost
 * must be known to the caller.
 */
export const driverSettings = () => ({
  createPartitioner: assignPartitions,
  allowAutoTopicCreation: false,
  idempotent: false,
  retry: { retries: 0 },
});

/** The producer's connection: made again until `close`, and asked for while publishing fails and nobody publishes. */
export class ProducerConnection {
  readonly #kafka: Kafka;
  readonly #state: PublishState;
  readonly #producer: Producer;
  #closed = false;
  #open = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(kafka: Kafka, state: PublishState) {
    this.#kafka = kafka;
    this.#state = state;
    this.#producer = kafka.client.producer(driverSettings());
  }

  get open(): boolean {
    return this.#open && !this.#closed;
  }

  /** Resolves after the first attempt, whatever came of it. */
  async connect(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#producer.connect();
      this.#open = true;
      this.#state.succeeded();
    } catch (error) {
      if (!this.#state.failing)
        this.#kafka.logger.error({ event: 'kafka.unreachable', error }, 'Kafka is away; trying again each second');
      this.#state.failed();
    }
    this.#again();
  }

  /** One produce request per leader. A broker that hangs blocks nobody for longer than `timeout`. */
  async produce(topicMessages: TopicMessages[], timeout: number): Promise<RecordMetadata[]> {
    let timer: NodeJS.Timeout | undefined;
    const hanging = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Failure('PUBLISH_UNCERTAIN', { detail: 'a broker hangs' })), timeout);
    });
    try {
      return await Promise.race([this.#producer.sendBatch({ acks: -1, timeout, topicMessages }), hanging]);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#producer.disconnect();
  }

  #again(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      if (!this.#open) void this.connect();
      else void this.#probe().finally(() => this.#again());
    }, PROBE_MS);
    this.#timer.unref();
  }

  /** Not ready means no traffic, and no traffic would mean never ready again: ask the brokers directly. */
  async #probe(): Promise<void> {
    if (!this.#state.down) return;
    const admin = this.#kafka.client.admin({ retry: { retries: 0 } });
    try {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      if (brokers.length > 0) this.#state.succeeded();
    } catch {
      // Still away.
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
