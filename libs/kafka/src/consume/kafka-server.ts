import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { toRecord } from '../consumed-record.ts';
import { consumedCounter, lagSeconds } from '../meters.ts';
import type { KafkaProducer } from '../publish/kafka-producer.ts';
import { missingTopics } from '../topics/describe-topics.ts';
import { handleRecord } from './handle-record.ts';
import { invokeHandler } from './invoke-handler.ts';
import { runPartition } from './partition-run.ts';
import { Progress } from './progress.ts';
import type { ConsumerHealth } from './progress.ts';
import { describeSubscription, skipReason, toSubscription } from './subscription.ts';
import type { Subscription } from './subscription.ts';

export interface KafkaServerOptions {
  readonly kafka: Kafka;
  /** The consumer group; by convention the app's name. */
  readonly group: string;
  /** Put before the group's name on the wire. */
  readonly groupPrefix: string;
  /** Writes dead letters. */
  readonly producer: KafkaProducer;
}

const PARTITIONS_AT_ONCE = 16;
const DRAIN_MS = 8_000;

/**
 * Nest transport over kafkajs: `@EventPattern(topic, options)` methods get each record of their topic, in order per
 * partition, at least once. The offset is committed after the handler resolved or the record was dead-lettered.
 * Starting fails on a topic that does not exist, on two handlers for one topic and on an unknown option.
 */
export class KafkaServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: KafkaServerOptions;
  readonly #consumer: Consumer;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #stopping = new AbortController();
  readonly #progress = new Progress();
  readonly #running = new Set<Promise<void>>();

  constructor(options: KafkaServerOptions) {
    super();
    this.#options = options;
    this.#consumer = options.kafka.client.consumer({
      groupId: `${options.groupPrefix}${options.group}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 150,
      maxBytesPerPartition: 8 * 1_048_576,
      sessionTimeout: 30_000,
      rebalanceTimeout: 60_000,
    });
  }

  listen(callback: (error?: unknown) => void): void {
    this.#start().then(
      () => {
        callback();
      },
      (error: unknown) => {
        callback(error);
      },
    );
  }

  /** Stops taking records, lets running handlers finish (8 s), commits what they did, leaves the group. */
  async close(): Promise<void> {
    this.#progress.state = 'draining';
    this.#stopping.abort();
    // Commits that come after kafkajs began to stop resolve without committing: wait for them first.
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => (timer = setTimeout(resolve, DRAIN_MS)));
    await Promise.race([Promise.allSettled(this.#running), grace]);
    clearTimeout(timer);
    await this.#consumer.disconnect();
  }

  health(): ConsumerHealth {
    return this.#progress.health();
  }

  on(): never {
    throw new Error('KafkaServer emits no events; ask health().');
  }

  // The type parameter is Nest's.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  unwrap<T>(): T {
    return this.#consumer as T;
  }

  async #start(): Promise<void> {
    const { kafka, group } = this.#options;
    for (const [topic, handler] of this.getHandlers()) this.#subscriptions.set(topic, toSubscription(topic, handler));
    const missing = await missingTopics(kafka, [...this.#subscriptions.keys()]);
    if (missing.length > 0)
      throw new Error(
        `These topics do not exist: ${missing.join(', ')}. Create them with \`switchback topics create\`.`,
      );
    for (const subscription of this.#subscriptions.values()) {
      kafka.logger.info(
        {
          event: 'kafka.subscribed',
          topic: subscription.topic,
          group,
          policy: describeSubscription(subscription, group),
        },
        'subscription',
      );
    }
    await this.#consumer.connect();
    await this.#consumer.subscribe({
      topics: [...this.#subscriptions.keys()].map((topic) => kafka.wireName(topic)),
      fromBeginning: true,
    });
    const joined = this.#joined();
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.#track(this.#eachBatch(payload)),
    });
    await joined;
    this.#progress.state = 'running';
  }

  #joined(): Promise<void> {
    const { logger } = this.#options.kafka;
    return new Promise((resolve, reject) => {
      this.#consumer.on('consumer.group_join', () => {
        resolve();
      });
      this.#consumer.on('consumer.crash', ({ payload }) => {
        if (payload.restart) return;
        this.#progress.state = 'crashed';
        logger.error(
          { event: 'kafka.crashed', error: payload.error },
          'the consumer has crashed; the process ends so that it is started anew',
        );
        reject(payload.error);
        // An uncaught error ends the process: alive and consuming nothing would be worse.
        setImmediate(() => {
          throw payload.error;
        });
      });
    });
  }

  #track(batch: Promise<void>): Promise<void> {
    this.#running.add(batch);
    return batch.finally(() => this.#running.delete(batch));
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { kafka } = this.#options;
    const { topic: wireTopic, partition } = payload.batch;
    const subscription = this.#subscriptions.get(kafka.contractName(wireTopic));
    if (!subscription) return;
    await runPartition(payload, {
      stopping: this.#stopping.signal,
      commit: (offset) => this.#consumer.commitOffsets([{ topic: wireTopic, partition, offset }]),
      handle: async (message, wait) => {
        const done = this.#progress.begin();
        try {
          await this.#handle(subscription, { message, record: toRecord(kafka, wireTopic, partition, message) }, wait);
        } finally {
          done();
        }
      },
    });
  }

  async #handle(
    subscription: Subscription,
    { message, record }: Pick<Parameters<typeof handleRecord>[1], 'message' | 'record'>,
    wait: (ms: number) => Promise<void>,
  ) {
    const { kafka, group, producer } = this.#options;
    lagSeconds().record(Math.max(0, Date.now() - record.timestamp) / 1_000, {
      topic: record.topic,
      partition: record.partition,
      group,
    });
    const skipped = skipReason(subscription, group, record);
    if (skipped) {
      consumedCounter().add(1, { topic: record.topic, group, outcome: `skipped-${skipped}` });
      return;
    }
    const invoke = (to: Subscription, given: typeof record, attempt: number) =>
      invokeHandler(to, { record: given, group, attempt, stopping: this.#stopping.signal });
    await handleRecord(
      {
        group,
        logger: kafka.logger,
        invoke,
        publishDeadLetter: (letter) => producer.publishRaw(letter),
        wait,
        onPause: (code) => {
          this.#progress.pause(code);
        },
        now: Date.now,
        random: Math.random,
      },
      { subscription, record, message },
    );
  }
}
