import type { connectKafka } from '@switchback/kafka';
import { until } from '@switchback/testing';
import { Client } from 'pg';
import type { Check } from '../area.ts';
import { seeded } from '../seeded.ts';
import { readDead, readPublished, readStored, watchRevisions } from './evidence.ts';
import { judge } from './judge.ts';
import { openReplicas } from './replicas.ts';
import { startVendor } from './vendor.ts';
import type { Vendor } from './vendor.ts';

export interface Kills {
  readonly seed: number;
  readonly rounds: number;
  readonly perSecond: number;
  readonly place: { brokers: string; prefix: string; databaseUrl: string };
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly say: (line: string) => void;
}

const DAY_OF_WAITING_MS = 180_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What waits by the clock is due now: a re-read in a minute or in six hours is the same work. */
const HURRY = `UPDATE due_work SET due_at = now() WHERE kind IN ('reread-session', 'fetch-session') AND due_at > now()`;
const OPEN = `
  SELECT (SELECT count(*) FROM due_work WHERE kind <> 'await-end')::int + (SELECT count(*) FROM outbox)::int
    + (SELECT count(*) FROM session WHERE ended_seen_at IS NULL)::int AS open, (SELECT count(*) FROM session)::int AS sessions`;

const messagesOf = ({ sandbox }: Vendor): Map<string, string[]> =>
  new Map(
    sandbox.sessions().map(({ id, script }) => {
      const { messages } = script.transcript;
      const count = typeof messages === 'number' ? messages : 0;
      return [id, Array.from({ length: count }, (_, n) => `msg_${id.slice(0, 8)}_${n + 1}`)];
    }),
  );

/** Load on two replicas, one of which is killed at random moments; then everything is finished and counted. */
export const runKills = async ({ seed, rounds, perSecond, place, kafka, say }: Kills): Promise<readonly Check[]> => {
  const random = seeded(seed);
  const vendor = await startVendor(kafka, seed);
  const { url: vendorUrl, apiKey } = vendor.sandbox;
  const [client, watcher] = [place.databaseUrl, place.databaseUrl].map(
    (url) => new Client({ connectionString: url }),
  ) as [Client, Client];
  await Promise.all([client.connect(), watcher.connect()]);
  const replicas = await openReplicas({ ...place, vendorUrl, apiKey }, 2);
  const revisions = watchRevisions(watcher);
  const hurry = setInterval(() => void client.query(HURRY).catch(() => undefined), 700);
  try {
    vendor.begin(perSecond);
    for (let round = 1; round <= rounds; round += 1) {
      await pause(500 + random(2_500));
      say(`${round}: SIGKILL after ${vendor.sandbox.sessions().length} sessions`);
      await replicas.kill(random(2));
    }
    await vendor.stop();
    const total = vendor.sandbox.sessions().length;
    const isDone = async () => {
      const [row] = (await client.query<{ open: number; sessions: number }>(OPEN)).rows;
      return row?.open === 0 && row.sessions === total;
    };
    await until('everything to be finished', isDone, DAY_OF_WAITING_MS);
    const [stored, published, dead] = [await readStored(client), await readPublished(kafka), await readDead(kafka)];
    return judge({ sessions: messagesOf(vendor), stored, published, dead, seen: await revisions.stop() });
  } finally {
    clearInterval(hurry);
    await revisions.stop();
    await replicas.close();
    await vendor.close();
    await Promise.all([client.end(), watcher.end()]);
  }
};
