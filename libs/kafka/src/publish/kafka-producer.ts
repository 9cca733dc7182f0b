import type { OutgoingRecord } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import { Partitioners } from 'kafkajs';
import type { IHeaders, Producer, RecordMetadata } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { publishSeconds } from '../meters.ts';
import { inProducerSpan } from '../tracing.ts';

const RECONNECT_MS = 1_000;
/** Records that may wait for their acknowledgement at once; more are refused, never queued without bound. */
const MAX_PENDING = 2_000;

/** A record with headers as bytes, for copies that must stay byte-exact. */
export interface RawRecord {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

const unavailable = (detail: string, cause?: unknown) => new Failure('BROKER_UNAVAILABLE', { detail, cause });

/**
 * Publishes one record at a time and waits for all in-sync replicas. Not idempotent on purpose: concurrent idempotent
 * sends of kafkajs reuse sequence numbers and lose records; consumers recognise a duplicate by its event id.
 */
export class KafkaProducer {
  readonly #kafka: Kafka;
  readonly #producer: Producer;
  readonly #deadlineMs: number;
  #state: 'starting' | 'up' | 'down' | 'stopped' = 'starting';
  #pending = 0;
  #reconnect: NodeJS.Timeout | undefined;

  constructor(kafka: Kafka, { deadlineMs = 5_000 }: { deadlineMs?: number } = {}) {
    this.#kafka = kafka;
    this.#deadlineMs = deadlineMs;
    this.#producer = kafka.client.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: false,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
  }

  /** Connects; where the broker is away it resolves all the same and goes on trying until `stop`. */
  async start(): Promise<void> {
    try {
      await this.#producer.connect();
      if (this.#state !== 'stopped') this.#state = 'up';
    } catch (error) {
      if (this.#state === 'stopped') return;
      if (this.#state !== 'down')
        this.#kafka.logger.error({ event: 'kafka.unreachable', error }, 'Kafka is away; trying again each second');
      this.#state = 'down';
      this.#reconnect = setTimeout(() => void this.start(), RECONNECT_MS);
    }
  }

  /**
   * Resolves when all in-sync replicas have the record. After a failure it may still be there: publish it again.
   * @throws Failure BROKER_UNAVAILABLE within the deadline
   */
  publish(record: OutgoingRecord): Promise<void> {
    return this.publishRaw({ ...record });
  }

  /** `publish` for headers that are bytes. */
  async publishRaw(record: RawRecord): Promise<void> {
    if (this.#state !== 'up' && this.#state !== 'down') throw unavailable('the producer is not connected');
    if (this.#state === 'down' && this.#reconnect) throw unavailable('the producer is not connected');
    if (this.#pending >= MAX_PENDING)
      throw unavailable(`${MAX_PENDING} records wait for their acknowledgement already`);
    const started = performance.now();
    this.#pending += 1;
    try {
      await inProducerSpan(record.topic, (traceHeaders) => this.#withDeadline(this.#send(record, traceHeaders)));
      this.#state = 'up';
      publishSeconds().record((performance.now() - started) / 1_000, { topic: record.topic, outcome: 'acknowledged' });
    } catch (error) {
      if (this.#state === 'up') this.#state = 'down';
      publishSeconds().record((performance.now() - started) / 1_000, { topic: record.topic, outcome: 'failed' });
      throw error instanceof Failure ? error : unavailable('Kafka refused or did not take the record', error);
    } finally {
      this.#pending -= 1;
    }
  }

  /** `down` from the first failed publish or connect until the next that succeeds. */
  health(): { status: 'idle' | 'down' } {
    return { status: this.#state === 'up' ? 'idle' : 'down' };
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    clearTimeout(this.#reconnect);
    await this.#producer.disconnect();
  }

  async #send({ topic, key, value, headers }: RawRecord, traceHeaders: Record<string, string>): Promise<void> {
    const wireName = this.#kafka.wireName(topic);
    const message = { key, value, headers: { ...headers, ...traceHeaders } };
    const results = await this.#producer.send({ topic: wireName, acks: -1, messages: [message] });
    // kafkajs can resolve without having sent (a retry across leaders, tulios/kafkajs PR 1798): only an answer counts.
    const stored = results.some((result: RecordMetadata) => result.topicName === wireName && result.errorCode === 0);
    if (!stored) throw unavailable('Kafka did not confirm the record');
  }

  async #withDeadline(sending: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(unavailable(`no acknowledgement within ${this.#deadlineMs} ms`));
      }, this.#deadlineMs);
    });
    try {
      await Promise.race([sending, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }
}
