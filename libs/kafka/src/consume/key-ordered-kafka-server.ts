import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { KafkaMessage } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { toRecord } from '../consumed-record.ts';
import { systemClock } from '../lanes/clock.ts';
import type { Leaving } from '../lanes/interrupted.ts';
import type { LaneRecord } from '../lanes/lane-scheduler.ts';
import { Slots } from '../lanes/slots.ts';
import {
  commitFailureCounter,
  consumedCounter,
  drainSeconds,
  rebalanceCounter,
  redeliveredCounter,
} from './consumer-meters.ts';
import type { KafkaProducer } from '../publish/kafka-producer.ts';
import { missingTopics } from '../topics/describe-topics.ts';
import { observeConsumer } from './consumer-gauges.ts';
import { consumerHealth } from './consumer-health.ts';
import type { ConsumerHealth, ConsumerState } from './consumer-health.ts';
import { consumerLimits } from './consumer-limits.ts';
import type { ConsumerLimits } from './consumer-limits.ts';
import { ConsumerRun } from './consumer-run.ts';
import { KafkaJsConsumer } from './kafkajs-consumer.ts';
import { laneOf } from './lane-of.ts';
import { RunningSubscription } from './running-subscription.ts';
import { describeSubscription, skipReason, toSubscription } from './subscription.ts';

export interface KeyOrderedKafkaServerOptions {
  readonly kafka: Kafka;
  /** The consumer group; by convention the app's name. */
  readonly group: string;
  /** Put before the group's name on the wire. */
  readonly groupPrefix: string;
  /** Writes dead letters. */
  readonly producer: KafkaProducer;
  readonly limits?: Partial<ConsumerLimits>;
  /** After which the group gives up a member that does not answer. */
  readonly sessionTimeoutMs?: number;
}

/** What waits in a lane: the rest is made when its turn comes, and so does not wait in memory. */
interface Admitted extends LaneRecord {
  /** On the wire. */
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
  readonly subscription: RunningSubscription;
}

/**
 * Nest transport over kafkajs: `@EventPattern(topic, options)` methods get each record of their topic, in order per key,
 * keys side by side, at least once. An offset is committed after everything below it is handled, discarded or
 * dead-lettered with an acknowledgement. Starting fails on a topic that does not exist, on two handlers for one topic and
 * on an unknown option.
 */
export class KeyOrderedKafkaServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: KeyOrderedKafkaServerOptions;
  /** The group as on the wire: what brokers, exporters and so our metrics and traces call it. */
  readonly #groupId: string;
  readonly #limits: ConsumerLimits;
  readonly #consumer: KafkaJsConsumer;
  readonly #slots: Slots;
  readonly #run: ConsumerRun<Admitted>;
  /** By topic, as on the wire. */
  readonly #subscriptions = new Map<string, RunningSubscription>();
  readonly #stopping = new AbortController();
  #state: ConsumerState = 'starting';
  #unobserve: () => void = () => undefined;

  constructor(options: KeyOrderedKafkaServerOptions) {
    super();
    this.#options = options;
    this.#groupId = `${options.groupPrefix}${options.group}`;
    this.#limits = consumerLimits(options.limits);
    this.#slots = new Slots(this.#limits.window);
    this.#consumer = new KafkaJsConsumer(options.kafka, {
      groupId: this.#groupId,
      sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
      rebalanceTimeoutMs: 60_000,
    });
    this.#run = this.#createRun();
  }

  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => callback(), callback);
  }

  /** Takes no more records, lets running handlers finish (15 s), commits what they did, leaves the group. */
  async close(): Promise<void> {
    if (this.#state === 'running') this.#state = 'draining';
    const started = performance.now();
    const ended = this.#run.drain();
    // Handlers that respect their signal end at once when the grace is short.
    const result = await ended;
    this.#stopping.abort();
    this.#unobserve();
    drainSeconds().record((performance.now() - started) / 1_000, {
      'messaging.consumer.group.name': this.#groupId,
      result,
    });
  }

  health(): ConsumerHealth {
    return consumerHealth({
      state: this.#state,
      away: this.#away(),
      tenures: this.#run.tenures(),
      now: systemClock.now(),
      stalledAfterMs: this.#limits.stalledAfterMs,
    });
  }

  on(): never {
    throw new Error('KeyOrderedKafkaServer emits no events; ask health().');
  }

  // The type parameter is Nest's.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  unwrap<T>(): T {
    return this.#consumer.driver as T;
  }

  #away(): string[] {
    return [...this.#subscriptions.values()].flatMap(({ breaker }) => breaker.dependency ?? []);
  }

  async #start(): Promise<void> {
    const { kafka, group } = this.#options;
    const declared = [...this.getHandlers()].map(([topic, handler]) => toSubscription(topic, handler));
    const missing = await missingTopics(
      kafka,
      declared.map(({ topic }) => topic),
    );
    if (missing.length > 0)
      throw new Error(
        `These topics do not exist: ${missing.join(', ')}. Create them with \`switchback topics create\`.`,
      );
    for (const subscription of declared) {
      const { topic } = subscription;
      this.#subscriptions.set(kafka.wireName(topic), this.#open(subscription));
      const policy = describeSubscription(subscription, group);
      kafka.logger.info({ event: 'kafka.subscribed', topic, group, policy }, 'subscription');
    }
    await this.#run.start([...this.#subscriptions.keys()]);
    this.#state = 'running';
    this.#unobserve = observeConsumer({
      groupId: this.#groupId,
      tenures: () => this.#run.tenures(),
      inFlight: () => this.#run.buffer.records,
      running: () => this.#slots.taken,
      lanes: () => this.#run.lanes,
      paused: () => this.#away(),
      now: () => systemClock.now(),
    });
  }

  #open(subscription: ReturnType<typeof toSubscription>): RunningSubscription {
    const { kafka, group, producer } = this.#options;
    return new RunningSubscription(subscription, {
      group,
      groupId: this.#groupId,
      logger: kafka.logger,
      slots: this.#slots,
      clock: systemClock,
      random: Math.random,
      stopping: this.#stopping.signal,
      publishDeadLetter: (letter) => producer.publishRaw(letter),
      onChange: () => this.#run.reconcileAll(),
    });
  }

  #createRun(): ConsumerRun<Admitted> {
    const group = this.#groupId;
    return new ConsumerRun<Admitted>({
      consumer: this.#consumer,
      limits: this.#limits,
      clock: systemClock,
      slots: this.#slots,
      read: ({ topic, partition }, message) => this.#read(topic, partition, message),
      handle: (admitted, leaving) => this.#handle(admitted, leaving),
      held: (topic) => this.#subscriptions.get(topic)?.breaker.holds ?? false,
      onFatal: (error) => this.#end(error),
      events: {
        rebalanced: () => rebalanceCounter().add(1, { 'messaging.consumer.group.name': group }),
        redelivered: (topic, kind) =>
          redeliveredCounter().add(1, { ...this.#subscriptions.get(topic)?.labels.all, kind }),
        commitFailed: (error) => {
          commitFailureCounter().add(1, { 'messaging.consumer.group.name': group });
          this.#options.kafka.logger.debug(
            { event: 'kafka.commit.failed', group: this.#options.group, error },
            'the next commit covers it',
          );
        },
      },
    });
  }

  #read(topic: string, partition: number, message: KafkaMessage): Admitted {
    const subscription = this.#subscriptions.get(topic);
    if (!subscription) throw new Error(`records of ${topic}, which is not subscribed`);
    const { key, value } = message;
    const offset = BigInt(message.offset);
    const lane = laneOf({ topic, partition, offset, key }, subscription.nullKey);
    const bytes = (value?.length ?? 0) + (key?.length ?? 0);
    return { offset, timestamp: Number(message.timestamp), lane, bytes, topic, partition, message, subscription };
  }

  #handle({ topic, partition, message, subscription, lane }: Admitted, leaving: () => Leaving): Promise<void> {
    const { kafka, group } = this.#options;
    const { declared } = subscription;
    const record = toRecord(kafka, topic, partition, message);
    const skipped = skipReason(declared, group, record);
    if (!skipped) return subscription.handle({ subscription: declared, record, message, lane, leaving });
    this.#slots.give();
    consumedCounter().add(1, subscription.labels.outcome[`skipped-${skipped}`]);
    return Promise.resolve();
  }

  /** An uncaught error ends the process: alive and consuming nothing would be worse. */
  #end(error: unknown): void {
    this.#state = 'crashed';
    const { logger } = this.#options.kafka;
    logger.error(
      { event: 'kafka.crashed', error },
      'the consumer has crashed; the process ends so that it is started anew',
    );
    setImmediate(() => {
      throw error;
    });
  }
}
