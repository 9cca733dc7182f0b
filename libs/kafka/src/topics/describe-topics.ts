import type { TopicSpec } from '@switchback/contracts';
import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { partitionsOf, settingsOf } from './topic-settings.ts';
import type { TopicLayout } from './topic-settings.ts';

// Not visible to Node as a named export of the CommonJS package.
const { ConfigResourceTypes } = kafkajs;

export interface TopicState {
  readonly name: string;
  readonly state: 'missing' | 'as-specified' | 'differs';
  readonly partitions: number;
  readonly replicationFactor: number;
  /** What is different, in words. */
  readonly differences: readonly string[];
}

/** Opens an admin connection for the time of `work`. */
export const withAdmin = async <T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = kafka.client.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/** Those of the topics (names as in the contracts) that the cluster does not have. */
export const missingTopics = (kafka: Kafka, topics: readonly string[]): Promise<string[]> =>
  withAdmin(kafka, async (admin) => {
    const there = new Set(await admin.listTopics());
    return topics.map((topic) => kafka.wireName(topic)).filter((name) => !there.has(name));
  });

const settingDifferences = async (admin: Admin, name: string, wanted: Record<string, string>): Promise<string[]> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames: Object.keys(wanted) }],
  });
  const actual = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  return Object.entries(wanted).flatMap(([key, value]) =>
    actual.get(key) === value ? [] : [`${key} is ${actual.get(key) ?? 'unset'}, not ${value}`],
  );
};

/** How each topic stands against what is specified. Reads only. */
export const describeTopics = (kafka: Kafka, specs: readonly TopicSpec[], layout: TopicLayout): Promise<TopicState[]> =>
  withAdmin(kafka, async (admin) => {
    const there = new Set(await admin.listTopics());
    const states: TopicState[] = [];
    for (const spec of specs) {
      const name = kafka.wireName(spec.name);
      if (!there.has(name)) {
        states.push({
          name,
          state: 'missing',
          partitions: 0,
          replicationFactor: 0,
          differences: ['it does not exist'],
        });
        continue;
      }
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      const parts = topics[0]?.partitions ?? [];
      const replicas = parts[0]?.replicas.length ?? 0;
      const differences = [
        ...(parts.length === partitionsOf(spec, layout)
          ? []
          : [`${parts.length} partitions, not ${partitionsOf(spec, layout)}`]),
        ...(replicas === layout.replicationFactor ? [] : [`${replicas} replicas, not ${layout.replicationFactor}`]),
        ...(await settingDifferences(admin, name, settingsOf(spec, layout))),
      ];
      states.push({
        name,
        state: differences.length > 0 ? 'differs' : 'as-specified',
        partitions: parts.length,
        replicationFactor: replicas,
        differences,
      });
    }
    return states;
  });
