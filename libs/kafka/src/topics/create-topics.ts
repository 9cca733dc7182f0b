import type { TopicSpec } from '@switchback/contracts';
import type { Admin } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { describeTopics, withAdmin } from './describe-topics.ts';
import type { TopicState } from './describe-topics.ts';
import { partitionsOf, settingsOf } from './topic-settings.ts';
import type { TopicLayout } from './topic-settings.ts';

/** How long brokers may take to make the topics, and then to elect their leaders, in milliseconds. */
const creationTimeout = 30_000;
const POLL_MS = 100;
/** What a broker answers of a topic that was made a moment ago. */
const notYet: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** kafkajs's own wait knows the second of these answers only, and a KRaft broker under load gives the first. */
const awaitLeaders = async (admin: Admin, topics: string[]): Promise<void> => {
  const until = performance.now() + creationTimeout;
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (!notYet.has((error as { type?: string }).type ?? '') || performance.now() >= until) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
};

export interface TopicResult extends TopicState {
  readonly created: boolean;
}

/**
 * Creates what is missing and changes nothing that exists: another partition count would move keys to other partitions
 * and break their order. Differences are reported, for a person to decide. Safe to run again and at the same time.
 */
export const createTopics = async (
  kafka: Kafka,
  specs: readonly TopicSpec[],
  layout: TopicLayout,
): Promise<TopicResult[]> => {
  const before = await describeTopics(kafka, specs, layout);
  const missing = new Set(before.filter(({ state }) => state === 'missing').map(({ name }) => name));
  if (missing.size === 0) return before.map((topic) => ({ ...topic, created: false }));
  const topics = specs
    .map((spec) => ({ spec, topic: kafka.wireName(spec.name) }))
    .filter(({ topic }) => missing.has(topic))
    .map(({ spec, topic }) => ({
      topic,
      numPartitions: partitionsOf(spec, layout),
      replicationFactor: layout.replicationFactor,
      configEntries: Object.entries(settingsOf(spec, layout)).map(([name, value]) => ({ name, value })),
    }));
  await withAdmin(kafka, async (admin) => {
    await admin.createTopics({ waitForLeaders: false, timeout: creationTimeout, topics });
    await awaitLeaders(
      admin,
      topics.map(({ topic }) => topic),
    );
  });
  const after = await describeTopics(kafka, specs, layout);
  return after.map((topic) => ({ ...topic, created: missing.has(topic.name) }));
};
