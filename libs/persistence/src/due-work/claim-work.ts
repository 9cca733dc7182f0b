import type { Pool } from 'pg';
import type { DueWork } from './due-work.ts';

export interface ClaimedWork extends DueWork {
  /** Names this claim; a schedule or a later claim makes it void. */
  readonly claim: string;
}

const CLAIM = `
  UPDATE due_work AS work SET claimed_until = now() + $3 * interval '1 millisecond'
  FROM (
    SELECT organization, kind, subject FROM due_work
    WHERE due_at <= now() AND kind = ANY($1) AND (claimed_until IS NULL OR claimed_until < now())
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
  WHERE (work.organization, work.kind, work.subject) = (due.organization, due.kind, due.subject)
  RETURNING work.organization, work.kind, work.subject, work.attempt, work.reason, work.claimed_until::text AS claim`;

/** Claims up to `limit` rows that are due by the database's clock. No two claims hold the same row at once. */
export const claimWork = async (
  pool: Pool,
  { kinds, limit, leaseMs }: { kinds: readonly string[]; limit: number; leaseMs: number },
): Promise<ClaimedWork[]> => (await pool.query<ClaimedWork>(CLAIM, [kinds, limit, leaseMs])).rows;

const HELD = 'organization = $1 AND kind = $2 AND subject = $3 AND claimed_until::text = $4';
const held = ({ organization, kind, subject, claim }: ClaimedWork) => [organization, kind, subject, claim];

/** Deletes the row, unless it was scheduled anew meanwhile. */
export const finishWork = async (pool: Pool, work: ClaimedWork): Promise<void> => {
  await pool.query(`DELETE FROM due_work WHERE ${HELD}`, held(work));
};

/** Lets the row wait again, unless it was scheduled anew meanwhile. */
export const postponeWork = async (
  pool: Pool,
  work: ClaimedWork,
  { reason, delayMs }: { reason: string; delayMs: number },
): Promise<void> => {
  await pool.query(
    `UPDATE due_work SET claimed_until = NULL, attempt = attempt + 1, reason = $5,
       due_at = now() + $6::float8 * interval '1 millisecond' WHERE ${HELD}`,
    [...held(work), reason, delayMs],
  );
};
