import type { TopicSpec } from '@switchback/contracts';
import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { withAdmin } from './describe-topics.ts';
import { planChanges } from './plan-changes.ts';
import type { Change, TopicNow } from './plan-changes.ts';
import { partitionsOf, settingsOf } from './topic-settings.ts';
import type { TopicLayout } from './topic-settings.ts';

// Not visible to Node as named exports of the CommonJS package.
const { ConfigResourceTypes, ConfigSource } = kafkajs;

export interface ApplyOptions {
  readonly dryRun: boolean;
  readonly addPartitions: boolean;
}
export interface TopicChanges {
  readonly name: string;
  readonly changes: readonly Change[];
}

const readNow = async (admin: Admin, name: string) => {
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name }],
  });
  const entries = resources[0]?.configEntries ?? [];
  const parts = topics[0]?.partitions ?? [];
  const now: TopicNow = {
    partitions: parts.length,
    replicationFactor: parts[0]?.replicas.length ?? 0,
    settings: Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
  };
  // `isDefault` alone would also leave out what was set to the default's value.
  const own = entries.filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG);
  return { now, own: Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue])) };
};

const change = async (admin: Admin, name: string, changes: readonly Change[], own: Record<string, string>) => {
  const made = changes.filter(({ refused }) => refused === undefined);
  const settings = made.filter(({ what }) => what !== 'partitions').map(({ what, to }) => [what, to] as const);
  if (settings.length > 0) {
    // The old AlterConfigs, all that kafkajs has, resets every setting that it is not given: hand back those of the topic.
    const entries = Object.entries({ ...own, ...Object.fromEntries(settings) });
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name,
          configEntries: entries.map(([entry, value]) => ({ name: entry, value })),
        },
      ],
    });
  }
  const partitions = made.find(({ what }) => what === 'partitions');
  if (partitions) await admin.createPartitions({ topicPartitions: [{ topic: name, count: Number(partitions.to) }] });
};

/** Makes the safe changes to topics that exist, and gives every change, those that it refused included. */
export const applyTopics = (
  kafka: Kafka,
  specs: readonly TopicSpec[],
  layout: TopicLayout,
  { dryRun, addPartitions }: ApplyOptions,
): Promise<TopicChanges[]> =>
  withAdmin(kafka, async (admin) => {
    const there = new Set(await admin.listTopics());
    const all: TopicChanges[] = [];
    for (const spec of specs) {
      const name = kafka.wireName(spec.name);
      if (!there.has(name)) continue;
      const { now, own } = await readNow(admin, name);
      const { replicationFactor } = layout;
      const wanted = { partitions: partitionsOf(spec, layout), replicationFactor, settings: settingsOf(spec, layout) };
      const changes = planChanges(now, wanted, { addPartitions });
      if (!dryRun) await change(admin, name, changes, own);
      all.push({ name, changes });
    }
    return all;
  });
