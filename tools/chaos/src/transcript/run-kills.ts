import type { connectKafka } from '@switchback/kafka';
import { until } from '@switchback/testing';
import { Pool } from 'pg';
import type { Check } from '../area.ts';
import { seeded } from '../seeded.ts';
import { readDead, readPublished, readStored, watchRevisions } from './evidence.ts';
import { judge } from './judge.ts';
import { openReplicas } from './replicas.ts';
import { startVendor } from './vendor.ts';
import type { Vendor } from './vendor.ts';

export interface Kills {
  readonly seed: number;
  readonly kills: number;
  readonly perSecond: number;
  readonly place: { brokers: string; prefix: string; databaseUrl: string };
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly say: (line: string) => void;
}

const REPLICAS = 2;
const PATIENCE_MS = 300_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What waits by the clock is due now: a re-read in a minute or in six hours is the same work. */
const HURRY = `UPDATE due_work SET due_at = now() WHERE kind IN ('reread-session', 'fetch-session') AND due_at > now()`;
/** What the killed held is free again, as it is by itself when their leases have run out. */
const RELEASE = 'UPDATE due_work SET claimed_until = now() WHERE claimed_until IS NOT NULL';
const OPEN = `
  SELECT (SELECT count(*) FROM due_work WHERE kind <> 'await-end')::int AS due, (SELECT count(*) FROM outbox)::int AS outbox,
    (SELECT count(*) FROM session WHERE ended_seen_at IS NULL)::int AS unended, (SELECT count(*) FROM session)::int AS sessions`;

const messagesOf = ({ sandbox }: Vendor): Map<string, string[]> =>
  new Map(
    sandbox.sessions().map(({ id, script }) => {
      const { messages } = script.transcript;
      const count = typeof messages === 'number' ? messages : 0;
      return [id, Array.from({ length: count }, (_, n) => `msg_${id.slice(0, 8)}_${n + 1}`)];
    }),
  );

/** Load on two replicas, one or both of which are killed at random moments; then everything is finished and counted. */
export const runKills = async ({ seed, kills, perSecond, place, kafka, say }: Kills): Promise<readonly Check[]> => {
  const random = seeded(seed);
  const vendor = await startVendor(kafka, seed);
  const { url: vendorUrl, apiKey } = vendor.sandbox;
  const pool = new Pool({ connectionString: place.databaseUrl });
  // The database may end idle connections when it is dropped.
  pool.on('error', () => undefined);
  const replicas = await openReplicas({ ...place, vendorUrl, apiKey }, REPLICAS);
  const revisions = watchRevisions(pool);
  const hurry = setInterval(() => void pool.query(HURRY).catch(() => undefined), 700);
  try {
    vendor.begin(perSecond);
    for (let killed = 0; killed < kills;) {
      await pause(500 + random(2_500));
      const many = Math.min(1 + random(REPLICAS), kills - killed);
      killed += many;
      say(`${killed}: SIGKILL to ${many} of ${REPLICAS} after ${vendor.sandbox.sessions().length} sessions`);
      await replicas.kill(random(REPLICAS), many);
    }
    await vendor.stop();
    say(`${vendor.sandbox.sessions().length} sessions began, all webhooks are delivered`);
    await pool.query(RELEASE);
    const total = vendor.sandbox.sessions().length;
    const isDone = async () => {
      const { rows } = await pool.query<{ due: number; outbox: number; unended: number; sessions: number }>(OPEN);
      const [row] = rows;
      if (row?.due === 0 && row.outbox === 0 && row.unended === 0 && row.sessions === total) return true;
      throw new Error(`${JSON.stringify(row)} of ${total} sessions`);
    };
    await until('everything to be finished', isDone, PATIENCE_MS);
    const [stored, published, dead] = [await readStored(pool), await readPublished(kafka), await readDead(kafka)];
    return judge({ sessions: messagesOf(vendor), stored, published, dead, seen: await revisions.stop() });
  } finally {
    clearInterval(hurry);
    await revisions.stop();
    await replicas.close();
    await vendor.close();
    await pool.end();
  }
};
