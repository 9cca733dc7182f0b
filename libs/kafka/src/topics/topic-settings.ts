import type { TopicSpec } from '@switchback/contracts';

const DAY_MS = 86_400_000;

/** What comes from configuration rather than from the contracts. */
export interface TopicLayout {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** How long each kind of topic is kept, where not as the contracts say. */
  readonly retentionDays?: Partial<Record<TopicSpec['kind'], number | undefined>>;
}

export const partitionsOf = (spec: TopicSpec, layout: TopicLayout): number => spec.partitions ?? layout.partitions;

/** The broker's settings of a topic, as text. LogAppendTime: lag in seconds is then by the broker's clock. */
export const settingsOf = (spec: TopicSpec, layout: TopicLayout): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'LogAppendTime',
  'retention.ms': String((layout.retentionDays?.[spec.kind] ?? spec.retentionDays) * DAY_MS),
  'max.message.bytes': String(spec.maxMessageBytes),
  'min.insync.replicas': String(layout.minInsyncReplicas),
});
