import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Tree } from '@nx/devkit';
import { FsTree } from 'nx/src/generators/tree';
import { consumerGenerator } from './generator.ts';
import { knownTopics } from './known-topics.ts';
import type { ConsumerOptions } from './options.ts';

const workspace = join(import.meta.dirname, '../../..');
const options: ConsumerOptions = { name: 'billing-feed', owner: 'team-billing', database: true };

interface Prompted {
  readonly 'x-prompt'?: string | { readonly items: readonly string[] };
}

jest.setTimeout(30_000);

describe('nx g consumer', () => {
  let tree: Tree;
  const generate = (more: Partial<ConsumerOptions> = {}) => consumerGenerator(tree, { ...options, ...more });
  const changes = (type: string) => tree.listChanges().filter((change) => change.type === type);

  // The workspace itself, in memory: nothing is flushed.
  beforeEach(() => {
    tree = new FsTree(workspace, false);
  });

  it.each<[string, Partial<ConsumerOptions>, RegExp]>([
    ['a name in capitals', { name: 'Billing' }, /name: use small letters/],
    ['a name of a path', { name: '../x' }, /name: use small letters/],
    ['a name that is too long', { name: 'a'.repeat(41) }, /at most 40/],
    ['an app that exists', { name: 'crm-sync' }, /apps\/crm-sync exists already/],
    ['a topic that is not known', { topic: 'a.b.v1' }, /a\.b\.v1 is not known: use agntix\.session-events\.v1/],
    [
      'a type of another topic',
      { types: 'ai.agntix.session.ended' },
      /is not of agntix\.session-enriched\.v1, which has/,
    ],
    ['no owner', { owner: '' }, /owner: use/],
    ['no effect', { database: false }, /Give --database/],
  ])('refuses %s and writes nothing', async (_, more, complaint) => {
    await expect(generate(more)).rejects.toThrow(complaint);
    expect(tree.listChanges()).toEqual([]);
  });

  it('refuses a group that is registered already', async () => {
    const file = 'libs/contracts/src/consumers.ts';
    tree.write(file, `export const consumers = {\n  'billing-feed': ['taskSynced'],\n} as const`);
    await expect(generate()).rejects.toThrow(/the consumer group billing-feed exists/);
    expect(tree.listChanges().map(({ path }) => path)).toEqual([file]);
  });

  it('asks for each option that is not given, and offers the topics of the contracts', () => {
    const { properties } = JSON.parse(readFileSync(join(import.meta.dirname, 'schema.json'), 'utf8')) as {
      properties: Record<string, Prompted>;
    };
    expect(Object.keys(properties).filter((option) => properties[option]?.['x-prompt'] === undefined)).toEqual([]);
    const prompt = properties.topic?.['x-prompt'] as { items: string[] };
    expect([...prompt.items].sort()).toEqual([...knownTopics(tree).keys()].sort());
  });

  it('tells every fault at once', async () => {
    await expect(generate({ name: 'X', topic: 'y', owner: 'Z' })).rejects.toThrow(/name:[^]*topic:[^]*owner:/);
  });

  it('refuses to write over what it wrote before', async () => {
    await generate();
    tree.write('apps/billing-feed/src/store/store-session.ts', 'mine');
    await expect(generate()).rejects.toThrow(/exists already/);
    expect(tree.read('apps/billing-feed/src/store/store-session.ts', 'utf-8')).toBe('mine');
  });

  it('writes an app, manifests and a runbook, and edits two existing files', async () => {
    await generate({ http: 'bearer' });
    expect(changes('UPDATE').map(({ path }) => path)).toEqual(['package-lock.json', 'libs/contracts/src/consumers.ts']);
    const folders = new Set(changes('CREATE').map(({ path }) => path.split('/').slice(0, 2).join('/')));
    expect([...folders].sort()).toEqual(['apps/billing-feed', 'docs/runbooks', 'k8s/consumers']);
    const written = changes('CREATE').map(({ path }) => [path, tree.read(path, 'utf-8') ?? ''] as const);
    for (const [path, text] of written)
      expect([path, /<%|undefined|__\w+__/.exec(`${path}${text}`)]).toEqual([path, null]);
    const { packages } = JSON.parse(tree.read('package-lock.json', 'utf-8') ?? '') as {
      packages: Record<string, object>;
    };
    expect(packages['node_modules/@switchback/billing-feed']).toEqual({ resolved: 'apps/billing-feed', link: true });
    expect(tree.read('libs/contracts/src/consumers.ts', 'utf-8')).toContain("'billing-feed': ['sessionEnriched'],");
  });

  it('handles the types that were asked for', async () => {
    await generate({ topic: 'agntix.session-events.v1', types: 'ai.agntix.session.ended' });
    const consumer = tree.read('apps/billing-feed/src/store/billing-feed.consumer.ts', 'utf-8') ?? '';
    expect(consumer).toContain('types: [eventTypes.sessionEnded]');
    expect(consumer).toContain('parseSessionEvent(value)');
  });
});
