import { setTimeout as sleep } from 'node:timers/promises';
import { connectWith } from './bench-topic.ts';
import { startOurs } from './consumers.ts';

/** What a member says to its parent: a record it begins, or its use of memory and processor so far. */
export type Said =
  | { readonly began: readonly [key: string, seq: number, partition: number, offset: number, at: number] }
  | { readonly rss: number; readonly cpuMs: number; readonly handled: number };

const SAMPLE_MS = 500;
const [prefix = '', latency = '0', tells = ''] = process.argv.slice(2);
const say = (said: Said) => process.send?.(said);
let handled = 0;

// A member of the group in a process of its own: `member.js <prefix> <latency in ms> [tell]`.
const consumer = await startOurs({ kafka: connectWith(prefix), prefix }, async ({ key, seq }, place) => {
  if (tells) say({ began: [key, seq, place.partition, place.offset, Date.now()] });
  if (Number(latency) > 0) await sleep(Number(latency));
  handled += 1;
});
const sample = () => {
  const { user, system } = process.cpuUsage();
  say({ rss: process.memoryUsage.rss(), cpuMs: (user + system) / 1_000, handled });
};
setInterval(sample, SAMPLE_MS).unref();
sample();
// Whoever started it has gone.
process.once('disconnect', () => process.exit(1));
process.once('SIGTERM', () => {
  void consumer.close().then(() => process.exit(0));
});
