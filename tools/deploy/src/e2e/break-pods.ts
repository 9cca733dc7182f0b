import { createHash } from 'node:crypto';
import { say } from '@switchback/local/sample';
import type { Cluster } from './cluster.ts';
import { secondsSince } from './figures.ts';
import type { Figures } from './figures.ts';
import { products } from './images.ts';

/** The same seed gives the same order. */
export const shuffled = <T>(seed: number, items: readonly T[]): T[] =>
  items
    .map((item, index) => ({ item, rank: createHash('sha256').update(`${seed}/${index}`).digest('hex') }))
    .toSorted((one, other) => one.rank.localeCompare(other.rank))
    .map(({ item }) => item);

const manners = {
  'with grace': [],
  'at once': ['--grace-period=0', '--force'],
} as const;

/** Deletes a pod of every app, once with grace and once at once, in the seed's order; each time its place is filled again. */
export const breakPods = async (cluster: Cluster, seed: number, figures: Figures): Promise<void> => {
  const deaths = products.flatMap((app) => Object.entries(manners).map(([manner, args]) => ({ app, manner, args })));
  for (const [turn, { app, manner, args }] of shuffled(seed, deaths).entries()) {
    const since = Date.now();
    const [victim] = shuffled(seed + turn, await cluster.pods(app));
    if (!victim) throw new Error(`no pod of ${app} is there to be deleted`);
    await cluster.kubectl(['delete', 'pod', victim.metadata.name, '--wait=false', ...args]);
    await cluster.rolledOut(app);
    const took = secondsSince(since);
    figures.note(`a pod is deleted ${manner}, until all are ready: ${app}`, 's', took);
    say(`  deleted a pod of ${app} ${manner}: whole again after ${took} s`);
  }
};
