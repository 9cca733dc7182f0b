import { Failure } from '@switchback/failure';
import type { OutboxRow } from '@switchback/persistence';
import type { Db } from './database.ts';
import type { Lease } from './lease.ts';
import { FIELDS, RESULT, valuesOf } from './ledger-sql.ts';
import type { Unnoted } from './ledger-sql.ts';

/** How a round left the task. */
export interface RoundNote extends Unnoted {
  readonly applied: bigint;
  readonly state: 'idle' | 'dead';
  readonly reason: string | null;
  /** Fields that a person has changed. */
  readonly conflicts: readonly string[];
  /** The revision of the last event that tells of the task. */
  readonly told: bigint;
  /** The event itself, where this round has something to tell. */
  readonly event: OutboxRow | undefined;
}

const NOTE_END = `
  WITH held AS (
    UPDATE task SET applied = $12, state = $13, reason = $14, conflicts = $15, told = $16,
      lease_until = CASE WHEN wanted = $12 THEN NULL ELSE now() + $7::float8 * interval '1 millisecond' END
    WHERE connection = $1 AND task_id = $2 AND fence = $3 RETURNING connection, task_id, fence, wanted),
  fields AS (${FIELDS}), result AS (${RESULT}),
  event AS (
    INSERT INTO outbox (topic, key, value, headers) SELECT $17, $18, $19::bytea, $20::jsonb FROM held WHERE $17::text IS NOT NULL)
  SELECT wanted FROM held`;

/**
 * Notes what was applied, with what is not noted yet of the last effect and the event that tells of it: together or not
 * at all. The lease ends unless there is news. Gives the number that is wanted now.
 * @throws Failure LEASE_LOST when another writer has taken over
 */
export const noteEnd = async (db: Db, lease: Lease, end: RoundNote): Promise<bigint> => {
  const { applied, state, reason, conflicts, told, event } = end;
  const { topic = null, key = null, value = null, headers = null } = event ?? {};
  const values = [applied, state, reason, conflicts, told, topic, key, value, headers];
  const [row] = (await db.query(NOTE_END, [...valuesOf(lease, end), ...values])).rows as { wanted: bigint }[];
  if (!row) throw new Failure('LEASE_LOST');
  return row.wanted;
};
