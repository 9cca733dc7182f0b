import type { OutgoingRecord } from '@switchback/contracts';
import type { Pool, QueryResult } from 'pg';

export interface ClaimedRow extends OutgoingRecord {
  /** A bigint as text. */
  readonly id: string;
}

const CLAIM_LOCK = 7_717_006;

// Two statements sent as one: the second one's snapshot is taken after the lock is held, so it sees every earlier
// claim. A row waits while an earlier one of its key is claimed elsewhere; hence one relay never overtakes another.
const claimSql = (limit: number, leaseMs: number): string => `
  SELECT pg_advisory_xact_lock(${CLAIM_LOCK});
  UPDATE outbox SET claimed_until = now() + ${Math.trunc(leaseMs)} * interval '1 millisecond'
  WHERE id IN (
    SELECT id FROM outbox AS mine
    WHERE (claimed_until IS NULL OR claimed_until < now())
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.topic = mine.topic AND earlier.key = mine.key AND earlier.id < mine.id
          AND earlier.claimed_until >= now())
    ORDER BY id LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED)
  RETURNING id::text, topic, key, value, headers`;

/** Claims up to `limit` rows for `leaseMs`, oldest first. What is not deleted by then can be claimed again. */
export const claimRows = async (pool: Pool, limit: number, leaseMs: number): Promise<ClaimedRow[]> => {
  // pg answers several statements with a list of results, which its types do not know.
  const results = (await pool.query(claimSql(limit, leaseMs))) as unknown as QueryResult<ClaimedRow>[];
  return (results.at(-1)?.rows ?? []).sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
};

/** Deletes rows that are published. */
export const deleteRows = async (pool: Pool, ids: readonly string[]): Promise<void> => {
  const text = 'DELETE FROM outbox WHERE id = ANY($1::bigint[])';
  if (ids.length > 0) await pool.query({ name: 'outbox.delete', text, values: [ids] });
};

/** Gives rows back at once instead of at the end of their lease. */
export const releaseRows = async (pool: Pool, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await pool.query('UPDATE outbox SET claimed_until = NULL WHERE id = ANY($1::bigint[])', [ids]);
};
