import {
  allTopics,
  consumers,
  deadLetterName,
  parseDeadLetterName,
  replayLog,
  subscriptions,
  topics,
} from '@switchback/contracts';
import type { TopicSpec } from '@switchback/contracts';

const DAY_MS = 86_400_000;
/** The Strimzi cluster whose operators look after the objects. */
const labels = { 'strimzi.io/cluster': 'kafka' };

const publications: Readonly<Record<string, readonly TopicSpec[]>> = {
  ingress: [topics.sessionEvents, topics.webhookQuarantine],
  transcript: [topics.sessionEnriched],
  'crm-sync': [topics.taskSynced],
};
const sources: Readonly<Record<string, readonly TopicSpec[]>> = subscriptions;

/** All but the dead letters of added consumers, which bring their own (k8s/consumers/<name>/kafka-user). */
export const builtInTopics = (): TopicSpec[] =>
  allTopics().filter(({ name }) => !Object.hasOwn(consumers, parseDeadLetterName(name)?.group ?? ''));

const topicObject = ({ name, partitions, retentionDays, maxMessageBytes }: TopicSpec) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name, labels },
  spec: {
    partitions: partitions ?? 12,
    replicas: 3,
    config: {
      'min.insync.replicas': 2,
      'message.timestamp.type': 'LogAppendTime',
      'retention.ms': retentionDays * DAY_MS,
      'max.message.bytes': maxMessageBytes,
    },
  },
});

interface Acl {
  readonly resource: { type: 'topic' | 'group'; name: string; patternType: 'literal' | 'prefix' };
  readonly operations: readonly string[];
}
const literal = (type: 'topic' | 'group', name: string, operations: readonly string[]): Acl => ({
  resource: { type, name, patternType: 'literal' },
  operations,
});
const prefix = (type: 'topic' | 'group', name: string, operations: readonly string[]): Acl => ({
  resource: { type, name, patternType: 'prefix' },
  operations,
});
const userObject = (name: string, acls: readonly Acl[]) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaUser',
  metadata: { name, labels },
  spec: { authentication: { type: 'tls' }, authorization: { type: 'simple', acls } },
});

/** What a service may do: read its sources as its group, write what it publishes and its own dead letters. */
const serviceUser = (app: string) => {
  const read = sources[app] ?? [];
  const written = [
    ...(publications[app] ?? []).map(({ name }) => name),
    ...read.map(({ name }) => deadLetterName(name, app)),
  ];
  return userObject(app, [
    ...read.map(({ name }) => literal('topic', name, ['Read', 'Describe', 'DescribeConfigs'])),
    ...written.map((name) => literal('topic', name, ['Write', 'Describe', 'DescribeConfigs'])),
    ...(read.length > 0 ? [literal('group', app, ['Read'])] : []),
  ]);
};

/**
 * The operator's command: it looks everywhere, sends dead letters back to where they came from, and keeps the log of it.
 * By prefix where consumers that are added later count too, so that adding one changes nothing here. It reads with groups
 * of its own (`TopicReader`), which it removes; of all others it sees the lag.
 */
const operatorUser = () => {
  const own = [...Object.values(topics), replayLog];
  return userObject('switchback-operator', [
    ...own.map(({ name }) => literal('topic', name, ['Read', 'Write', 'Describe', 'DescribeConfigs'])),
    ...Object.values(topics).map(({ name }) =>
      prefix('topic', deadLetterName(name, ''), ['Read', 'Describe', 'DescribeConfigs']),
    ),
    prefix('group', 'switchback-read-', ['Read', 'Describe', 'Delete']),
    literal('group', '*', ['Describe']),
  ]);
};

export const topicObjects = () => builtInTopics().map(topicObject);
export const userObjects = () => [...Object.keys(publications).map(serviceUser), operatorUser()];
