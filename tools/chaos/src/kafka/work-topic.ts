import type { TopicSpec } from '@switchback/contracts';
import { connectKafka } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';

export const TOPIC = 'chaos.work.v1';
export const GROUP = 'chaos';
export const DEAD_TOPIC = `${TOPIC}.dead.${GROUP}`;
export const SESSION_TIMEOUT_MS = 6_000;

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const spec = (name: string): TopicSpec => ({
  name,
  key: 'a number',
  kind: 'records',
  retentionDays: 1,
  maxMessageBytes: 4_194_304,
});

export const workTopics: readonly TopicSpec[] = [spec(TOPIC), spec(DEAD_TOPIC)];

/** Where the group's members find their topic. */
export interface Place {
  readonly brokers: string;
  readonly prefix: string;
  readonly databaseUrl: string;
}

export const connectTo = ({ brokers, prefix }: Place): Kafka =>
  connectKafka({ brokers: brokers.split(','), clientId: 'chaos', topicPrefix: prefix, logger: silent });

/** A record's value: which of its key it is, and how its handling is to go. */
export interface Work {
  readonly seq: number;
  readonly fate: 'applied' | 'applied-at-second' | 'refused';
}
