import type { TopicSpec } from '@switchback/contracts';
import type { Kafka } from '../connect/connect-kafka.ts';
import { describeTopics, withAdmin } from './describe-topics.ts';
import type { TopicState } from './describe-topics.ts';
import { partitionsOf, settingsOf } from './topic-settings.ts';
import type { TopicLayout } from './topic-settings.ts';

/** How long brokers may take to make the topics and elect their leaders, in milliseconds; kafkajs would give up after 5 s. */
const creationTimeout = 30_000;

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
  await withAdmin(kafka, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      timeout: creationTimeout,
      topics: specs
        .map((spec) => ({ spec, topic: kafka.wireName(spec.name) }))
        .filter(({ topic }) => missing.has(topic))
        .map(({ spec, topic }) => ({
          topic,
          numPartitions: partitionsOf(spec, layout),
          replicationFactor: layout.replicationFactor,
          configEntries: Object.entries(settingsOf(spec, layout)).map(([name, value]) => ({ name, value })),
        })),
    }),
  );
  const after = await describeTopics(kafka, specs, layout);
  return after.map((topic) => ({ ...topic, created: missing.has(topic.name) }));
};
