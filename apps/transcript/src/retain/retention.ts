import type { Logger } from '@switchback/observability';
import type { Database } from '@switchback/persistence';
import { eraseSession } from '../erase/erase-sessions.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { SessionRef } from '../session-ref.ts';

const BATCH = 200;
const OLD = `
  SELECT organization, session_id AS "sessionId" FROM session
  WHERE coalesce(ended_seen_at, created_seen_at) < now() - $1 * interval '1 day' LIMIT ${BATCH}`;
// A fetch that a crash cut off leaves parts that no transcript names; none takes a day.
const ORPHANS = `
  DELETE FROM transcript_part AS part WHERE stored_at < now() - interval '1 day' AND NOT EXISTS (
    SELECT 1 FROM transcript AS t WHERE (t.organization, t.session_id, t.version) = (part.organization, part.session_id, part.version))`;

/** Erases sessions older than so many days, as an operator would, and what crashes left. How many sessions went. */
const applyRetention = async (
  { prisma, pool }: { prisma: PrismaClient; pool: Database['pool'] },
  days: number,
): Promise<number> => {
  let count = 0;
  for (;;) {
    const { rows } = days > 0 ? await pool.query<SessionRef>(OLD, [days]) : { rows: [] };
    for (const ref of rows) await eraseSession(prisma, ref, 'retention');
    count += rows.length;
    if (rows.length < BATCH) break;
  }
  await pool.query(ORPHANS);
  return count;
};

/** Applies the retention now and every hour. The function that is given back ends it. */
export const keepRetention = (
  ports: { prisma: PrismaClient; pool: Database['pool']; logger: Logger },
  days: number,
): (() => Promise<void>) => {
  let running = Promise.resolve();
  const round = async () => {
    try {
      const count = await applyRetention(ports, days);
      if (count > 0) ports.logger.info({ event: 'retention', count }, 'sessions past their retention are erased');
    } catch (error) {
      ports.logger.warn({ event: 'retention', error }, 'the retention could not be applied; next try in an hour');
    }
  };
  running = round();
  const timer = setInterval(() => {
    running = running.then(round);
  }, 3_600_000);
  return async () => {
    clearInterval(timer);
    await running;
  };
};
