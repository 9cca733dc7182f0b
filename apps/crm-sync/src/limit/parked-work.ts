import { Failure } from '@switchback/failure';
import { backOffMs } from '@switchback/persistence';
import type { Db } from '../store/database.ts';

/** Parked tasks come back this far apart: about the pace of a small plan, at four requests a task. */
const SPACING_MS = 30;

/**
 * How long parked work waits. Behind a rate limit it queues after what is parked there already: thousands that came
 * due at once would only be turned away together.
 */
export const parkedDelayMs = async (
  db: Db,
  { connection, error, retryAt }: { connection: string; error: unknown; retryAt: Date | undefined },
): Promise<number> => {
  const delayMs = backOffMs(1, retryAt);
  if (!(error instanceof Failure) || error.code !== 'CRM_RATE_LIMITED') return delayMs;
  const rows = await db.rows<{ last: number | null }>`
    SELECT (extract(epoch FROM max(due_at) - now()) * 1000)::float8 AS last FROM due_work
    WHERE organization = ${connection} AND reason = ${error.code}`;
  return Math.max(delayMs, (rows[0]?.last ?? 0) + SPACING_MS);
};

/** Makes a connection's parked work due now, after its CRM has come back. */
export const releaseParked = async (db: Db, connection: string): Promise<void> => {
  await db.run`
    UPDATE due_work SET due_at = now()
    WHERE organization = ${connection} AND reason IN ('CRM_AUTH', 'CRM_QUOTA_EXHAUSTED', 'CRM_UNAVAILABLE') AND due_at > now()`;
};
