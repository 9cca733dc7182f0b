import type { Failure } from '@switchback/failure';
import { backOffMs } from '@switchback/persistence';
import type { Database } from '@switchback/persistence';

/** Parked sessions come back this far apart: about the pace of a plan of 3,000 requests a minute, two per session. */
const SPACING_MS = 30;

/**
 * How long parked work waits. Behind a rate limit it queues after what is parked there already: thousands that came
 * due at once would only be turned away together.
 */
export const parkedDelayMs = async (
  pool: Database['pool'],
  organization: string,
  failure: Failure,
): Promise<number> => {
  const delayMs = backOffMs(1, failure.retryAt);
  if (failure.code !== 'VENDOR_RATE_LIMITED') return delayMs;
  const { rows } = await pool.query<{ last: number | null }>(
    `SELECT (extract(epoch FROM max(due_at) - now()) * 1000)::float8 AS last FROM due_work
     WHERE organization = $1 AND reason = $2`,
    [organization, failure.code],
  );
  return Math.max(delayMs, (rows[0]?.last ?? 0) + SPACING_MS);
};
