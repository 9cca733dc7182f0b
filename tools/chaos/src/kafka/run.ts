import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startJarCluster } from '@switchback/local/jar-cluster';
import { freshDatabase } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { runLane } from './run-lane.ts';

const NODES = 3;
const KEYS = 250;

const numberOf = (text: string, name: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} needs a number above 0.`);
  return value;
};

/** `--events N` (100,000) over `--minutes M` (6): the consumer's group and a cluster of three brokers, broken by a seed. */
export const run: RunArea = async ({ seed, short, args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: short ? '10000' : '100000' },
      minutes: { type: 'string', default: short ? '1' : '6' },
    },
  });
  const perKey = Math.ceil(numberOf(values.events, '--events') / KEYS);
  const durationMs = numberOf(values.minutes, '--minutes') * 60_000;
  const cluster = await startJarCluster(`chaos-kafka-${randomUUID().slice(0, 8)}`, NODES);
  const database = await freshDatabase();
  say(`${KEYS * perKey} events over ${values.minutes} min, brokers ${cluster.brokers}`);
  try {
    return await runLane({
      place: { brokers: cluster.brokers, prefix: 'c.', databaseUrl: database.url },
      plan: { seed, keys: KEYS, perKey, durationMs },
      tickMs: 2_000,
      members: { first: 2, most: 4 },
      cluster: { nodes: NODES, handle: cluster },
      say,
    });
  } finally {
    await cluster.stop();
    await database.drop();
  }
};
