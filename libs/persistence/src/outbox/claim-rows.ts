import type { OutgoingRecord } from '@switchback/contracts';
import type { Pool } from 'pg';

export interface ClaimedRow extends OutgoingRecord {
  /** A bigint as text. */
  readonly id: string;
}

// A row waits while an earlier one of its key is claimed elsewhere, so that a second relay does not overtake the first.
const CLAIM = `
  UPDATE outbox SET claimed_until = now() + $2 * interval '1 millisecond'
  WHERE id IN (
    SELECT id FROM outbox AS mine
    WHERE (claimed_until IS NULL OR claimed_until < now())
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.topic = mine.topic AND earlier.key = mine.key AND earlier.id < mine.id
          AND earlier.claimed_until >= now())
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id::text, topic, key, value, headers`;

/** Claims up to `limit` rows for `leaseMs`, oldest first. What is not deleted by then can be claimed again. */
export const claimRows = async (pool: Pool, limit: number, leaseMs: number): Promise<ClaimedRow[]> => {
  const { rows } = await pool.query<ClaimedRow>(CLAIM, [limit, leaseMs]);
  return rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
};

/** Deletes rows that are published. */
export const deleteRows = async (pool: Pool, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await pool.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids]);
};

/** Gives rows back at once instead of at the end of their lease. */
export const releaseRows = async (pool: Pool, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await pool.query('UPDATE outbox SET claimed_until = NULL WHERE id = ANY($1::bigint[])', [ids]);
};
