/** What a topic holds and how it is kept. Partition count, replication and the name prefix come from configuration. */
export interface TopicSpec {
  readonly name: string;
  readonly retentionDays: number;
  /** Largest record batch the broker takes, in bytes (`max.message.bytes`). */
  readonly maxMessageBytes: number;
}

const MiB = 1_048_576;
const topic = (name: string, retentionDays: number): TopicSpec => ({ name, retentionDays, maxMessageBytes: 4 * MiB });

/** Every topic of the product. Dead-letter topics are derived by {@link deadLetterTopic}. */
export const topics = {
  sessionEvents: topic('agntix.session-events.v1', 14),
  webhookQuarantine: topic('agntix.webhook-quarantine.v1', 30),
  sessionEnriched: topic('agntix.session-enriched.v1', 14),
  taskSynced: topic('crm.task-synced.v1', 14),
} as const;

/** Who reads what: each consumer group (= app name) and its source topics. */
export const subscriptions = {
  transcript: [topics.sessionEvents],
  'crm-sync': [topics.sessionEvents, topics.sessionEnriched],
} as const satisfies Record<string, readonly TopicSpec[]>;

export const deadLetterName = (topicName: string, group: string): string => `${topicName}.dead.${group}`;

/** The dead-letter topic of one group on one topic: 64 KiB larger, so that failure headers always fit. */
const deadLetterTopic = (source: TopicSpec, group: string): TopicSpec => ({
  name: deadLetterName(source.name, group),
  retentionDays: 30,
  maxMessageBytes: source.maxMessageBytes + 65_536,
});

/** All topics to create, dead letters of all subscriptions included. */
export const allTopics = (): TopicSpec[] => [
  ...Object.values(topics),
  ...Object.entries(subscriptions).flatMap(([group, sources]) =>
    sources.map((source) => deadLetterTopic(source, group)),
  ),
];
