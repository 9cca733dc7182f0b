import { consumers } from './consumers.ts';

/** What a topic holds and how it is kept. Partition count, replication and the name prefix come from configuration. */
export interface TopicSpec {
  readonly name: string;
  /**
   * What the key is, in words. Part of the contract: it decides what is kept in order. Another key is another topic, with
   * a version of its own in its name.
   */
  readonly key: string;
  /** `records`: what services work on. `failures`: what waits for a person. `log`: a history that must outlive failures. */
  readonly kind: 'records' | 'failures' | 'log';
  readonly retentionDays: number;
  /** Largest record batch the broker takes, in bytes (`max.message.bytes`). */
  readonly maxMessageBytes: number;
  /** Where the topic needs a count of its own, whatever is configured. */
  readonly partitions?: number;
}

const MiB = 1_048_576;
const kept = { records: 14, failures: 30, log: 60 } as const;
const topic = (name: string, key: string, kind: TopicSpec['kind']): TopicSpec => ({
  name,
  key,
  kind,
  retentionDays: kept[kind],
  maxMessageBytes: 4 * MiB,
});

/** Every topic of the product. Dead-letter topics are derived by {@link deadLetterTopic}. */
export const topics = {
  sessionEvents: topic('agntix.session-events.v1', 'session id; without one, svix-id', 'records'),
  webhookQuarantine: topic('agntix.webhook-quarantine.v1', 'svix-id', 'failures'),
  sessionEnriched: topic('agntix.session-enriched.v1', 'session id', 'records'),
  taskSynced: topic('crm.task-synced.v1', '<connection>:<task id>; session id when unmatched', 'records'),
} as const;

/** What `switchback dlq replay` has sent. One partition: its order decides which of two replays goes on. */
export const replayLog: TopicSpec = {
  ...topic('switchback.dead-letter-replays.v1', 'dead-letter topic', 'log'),
  partitions: 1,
};

/** What the built-in services read: each consumer group (= app name) and its source topics. */
export const subscriptions = {
  transcript: [topics.sessionEvents],
  'crm-sync': [topics.sessionEvents, topics.sessionEnriched],
} as const satisfies Record<string, readonly TopicSpec[]>;

/** What every known consumer group reads, generated consumers included. */
export const allSubscriptions = (): Readonly<Record<string, readonly TopicSpec[]>> => {
  const added: [string, readonly (keyof typeof topics)[]][] = Object.entries(consumers);
  return {
    ...subscriptions,
    ...Object.fromEntries(added.map(([group, names]) => [group, names.map((name) => topics[name])])),
  };
};

const DEAD = '.dead.';

export const deadLetterName = (topicName: string, group: string): string => `${topicName}${DEAD}${group}`;

/** The source topic and group of a dead-letter topic's name, or undefined where it is not one. */
export const parseDeadLetterName = (name: string): { source: string; group: string } | undefined => {
  const at = name.lastIndexOf(DEAD);
  const [source, group] = [name.slice(0, at), name.slice(at + DEAD.length)];
  return at > 0 && group !== '' ? { source, group } : undefined;
};

/** The dead-letter topic of one group on one topic: 64 KiB larger, so that failure headers always fit. */
const deadLetterTopic = (source: TopicSpec, group: string): TopicSpec => ({
  ...topic(deadLetterName(source.name, group), `as in ${source.name}`, 'failures'),
  maxMessageBytes: source.maxMessageBytes + 65_536,
});

/** All topics to create, dead letters of all subscriptions included. */
export const allTopics = (): TopicSpec[] => [
  ...Object.values(topics),
  replayLog,
  ...Object.entries(allSubscriptions()).flatMap(([group, sources]) =>
    sources.map((source) => deadLetterTopic(source, group)),
  ),
];
