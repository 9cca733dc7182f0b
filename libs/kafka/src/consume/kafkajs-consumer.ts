import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import type { OffsetCommit } from '../lanes/committer.ts';
import type { FetchedBatch, LogConsumer, LogConsumerEvents, TopicPartition } from './log-consumer.ts';

export interface KafkaJsConsumerSettings {
  /** On the wire. */
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
}

const PARTITIONS_AT_ONCE = 16;

const grouped = (partitions: readonly TopicPartition[]) => {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  return [...byTopic].map(([topic, of]) => ({ topic, partitions: of.map(({ partition }) => partition) }));
};

const batchOf = (payload: EachBatchPayload): FetchedBatch => ({
  topic: payload.batch.topic,
  partition: payload.batch.partition,
  messages: payload.batch.messages,
  end: BigInt(payload.batch.highWatermark),
  taken: (offset) => {
    payload.resolveOffset(offset);
  },
  heartbeat: () => payload.heartbeat(),
  stale: () => !payload.isRunning() || payload.isStale(),
});

/**
 * kafkajs 2.2.4 with its guards: position and commit are apart (`autoCommit` and auto-resolve off), no commit after
 * `stop` (it would resolve and commit nothing), pauses by partition only, `stop` bounded (it waits for handlers for ever).
 */
export class KafkaJsConsumer implements LogConsumer {
  /** The driver; for Nest's `unwrap` only. */
  readonly driver: Consumer;
  #stopping = false;

  constructor(kafka: Kafka, { groupId, sessionTimeoutMs, rebalanceTimeoutMs }: KafkaJsConsumerSettings) {
    this.driver = kafka.client.consumer({
      groupId,
      allowAutoTopicCreation: false,
      // A paused consumer resumes only after this wait; it also bounds how late a rebalance is noticed.
      maxWaitTimeInMs: 300,
      // All that is fetched is decoded at once, which holds up the loop, and waits in memory; a larger record comes alone.
      // Small steps also keep partitions abreast, so that a longer one, e.g. a hot key's, does not end alone.
      maxBytesPerPartition: 32_768,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: Math.min(3_000, Math.floor(sessionTimeoutMs / 10)),
    });
  }

  async start(topics: readonly string[], events: LogConsumerEvents): Promise<void> {
    await this.driver.connect();
    await this.driver.subscribe({ topics: [...topics], fromBeginning: true });
    const joined = this.#listen(events);
    await this.driver.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => events.onBatch(batchOf(payload)),
    });
    await joined;
  }

  async commit(offsets: readonly OffsetCommit[]): Promise<void> {
    if (this.#stopping) throw new Error('the consumer is stopping: a commit would be lost without a word');
    await this.driver.commitOffsets(
      offsets.map(({ topic, partition, next }) => ({ topic, partition, offset: next.toString() })),
    );
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.driver.pause(grouped(partitions));
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.driver.resume(grouped(partitions));
  }

  async stop(deadlineMs: number): Promise<'clean' | 'forced'> {
    this.#stopping = true;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<'forced'>((resolve) => {
      timer = setTimeout(() => resolve('forced'), deadlineMs);
    });
    const clean = this.driver.disconnect().then(() => 'clean' as const);
    try {
      return await Promise.race([clean, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves at the first join. */
  #listen(events: LogConsumerEvents): Promise<void> {
    const { driver } = this;
    driver.on('consumer.end_batch_process', ({ payload }) => {
      const { topic, partition, batchSize, lastOffset } = payload;
      if (batchSize === 0) events.onEmptyBatch({ topic, partition }, BigInt(lastOffset));
    });
    driver.on('consumer.rebalancing', () => events.onRevoking());
    return new Promise((resolve, reject) => {
      driver.on('consumer.group_join', ({ payload }) => {
        const assigned = Object.entries(payload.memberAssignment);
        events.onAssigned(assigned.flatMap(([topic, of]) => of.map((partition) => ({ topic, partition }))));
        resolve();
      });
      driver.on('consumer.crash', ({ payload }) => {
        // With `restart` kafkajs makes a new member, and a new assignment comes.
        if (payload.restart) return;
        events.onCrash(payload.error);
        reject(payload.error);
      });
    });
  }
}
