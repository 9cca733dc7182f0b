import type { Tree } from '@nx/devkit';
import { knownTopics } from './known-topics.ts';
import type { KnownTopic } from './known-topics.ts';

export interface ConsumerOptions {
  readonly name: string;
  readonly topic?: string;
  readonly types?: string;
  readonly database?: boolean;
  readonly http?: 'none' | 'plain' | 'bearer';
  readonly owner: string;
}

/** Checked options, complete. */
export interface Consumer {
  readonly name: string;
  readonly topic: KnownTopic;
  /** Names in `eventTypes` of the contracts. */
  readonly types: readonly string[];
  readonly database: boolean;
  readonly http: boolean;
  readonly bearer: boolean;
  readonly owner: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** A Kubernetes name, less what Jobs and Secrets put around it. */
const LONGEST = 40;

const nameFaults = (tree: Tree, name: string): string[] => {
  if (!NAME.test(name) || name.length > LONGEST)
    return [`name: use small letters, digits and single hyphens, at most ${LONGEST}, a letter first.`];
  if (tree.exists(`apps/${name}`)) return [`name: apps/${name} exists already; nothing was written.`];
  const projects = ['libs', 'tools'].flatMap((folder) =>
    tree.exists(`${folder}/${name}`) ? [`${folder}/${name}`] : [],
  );
  if (projects.length > 0) return [`name: ${projects.join(', ')} has this name.`];
  const groups = `${tree.read('libs/contracts/src/topics.ts', 'utf-8') ?? ''}${tree.read('libs/contracts/src/consumers.ts', 'utf-8') ?? ''}`;
  return new RegExp(`^\\s+'?${name}'?: \\[`, 'm').test(groups) ? [`name: the consumer group ${name} exists.`] : [];
};

const typeFaults = (topic: KnownTopic, types: readonly string[]): string[] => {
  const unknown = types.filter((type) => !topic.types.has(type));
  if (unknown.length === 0) return [];
  return [`types: ${unknown.join(', ')} is not of ${topic.name}, which has ${[...topic.types.keys()].join(', ')}.`];
};

/** @throws Error that lists every fault, each with what would be right */
export const checkOptions = (tree: Tree, options: ConsumerOptions): Consumer => {
  const { name, owner, database = false, http = 'none' } = options;
  const topics = knownTopics(tree);
  const topicName = options.topic ?? 'agntix.session-enriched.v1';
  const topic = topics.get(topicName);
  const asked = (options.types ?? '').split(',').map((type) => type.trim());
  const types = asked.filter((type) => type !== '');
  const faults = [
    ...nameFaults(tree, name),
    ...(topic ? typeFaults(topic, types) : [`topic: ${topicName} is not known: use ${[...topics.keys()].join(', ')}.`]),
    ...(NAME.test(owner) ? [] : ['owner: use small letters, digits and hyphens, e.g. team-billing.']),
    ...(database || http !== 'none'
      ? []
      : ['Give --database, --http=plain|bearer, or both: a consumer has an effect.']),
  ];
  if (faults.length > 0 || !topic) throw new Error(['No consumer was written:', ...faults].join('\n  - '));
  const constants = [...topic.types].filter(([type]) => types.length === 0 || types.includes(type));
  return {
    name,
    topic,
    types: constants.map(([, constant]) => constant),
    database,
    http: http !== 'none',
    bearer: http === 'bearer',
    owner,
  };
};
