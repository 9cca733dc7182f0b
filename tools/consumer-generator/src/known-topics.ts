import type { Tree } from '@nx/devkit';

/** A topic that consumers may read, and how its events are read in code. */
export interface KnownTopic {
  /** Its name in `topics` of the contracts. */
  readonly constant: string;
  readonly name: string;
  /** What its events are about. */
  readonly noun: string;
  readonly parse: string;
  readonly eventType: string;
  /** `ce_type` → its name in `eventTypes`. */
  readonly types: ReadonlyMap<string, string>;
}

const readers: Readonly<Record<string, Pick<KnownTopic, 'noun' | 'parse' | 'eventType'> & { prefix: RegExp }>> = {
  sessionEvents: { noun: 'session', parse: 'parseSessionEvent', eventType: 'SessionEvent', prefix: /^ai\.agntix\./ },
  sessionEnriched: {
    noun: 'session',
    parse: 'parseSessionEnriched',
    eventType: 'SessionEnriched',
    prefix: /\.session\.enriched$/,
  },
  taskSynced: { noun: 'task', parse: 'parseTaskSynced', eventType: 'TaskSynced', prefix: /\.task\.synced$/ },
};

const pairs = (text: string, pattern: RegExp): [string, string][] =>
  [...text.matchAll(pattern)].map(([, first = '', second = '']) => [first, second]);

/**
 * Topics by name, as the contracts in the tree declare them.
 * @throws Error when the contracts cannot be read any more: then this file is to follow them
 */
export const knownTopics = (tree: Tree): ReadonlyMap<string, KnownTopic> => {
  const source = (file: string) => tree.read(`libs/contracts/src/${file}`, 'utf-8') ?? '';
  const declared = pairs(source('topics.ts'), /(\w+): topic\('([^']+)'/g);
  const types = pairs(source('headers.ts'), /(\w+): '((?:ai\.agntix|dev\.switchback)\.[^']+)'/g);
  const known = declared.flatMap(([constant, name]): [string, KnownTopic][] => {
    const reader = readers[constant];
    if (!reader) return [];
    const { prefix, ...of } = reader;
    const own = types
      .filter(([, type]) => prefix.test(type))
      .map(([typeConstant, type]) => [type, typeConstant] as const);
    return [[name, { constant, name, ...of, types: new Map(own) }]];
  });
  if (known.length !== Object.keys(readers).length || known.some(([, { types: own }]) => own.size === 0))
    throw new Error('The contracts are not where the generator looks for them: see tools/consumer-generator/src.');
  return new Map(known);
};
