import { Failure } from '@switchback/failure';
import type { Db } from './database.ts';
import type { Lease } from './lease.ts';
import { FIELDS, HELD, RESULT, valuesOf } from './ledger-sql.ts';
import type { Unnoted } from './ledger-sql.ts';

const NOTE_RESULT = `WITH held AS (${HELD}), fields AS (${FIELDS}), result AS (${RESULT}) SELECT 1 FROM held`;
const NOTE_INTENT = `
  WITH held AS (${HELD}), fields AS (${FIELDS}), result AS (${RESULT}),
  intent AS (
    INSERT INTO effect (connection, task_id, effect_key, session_id, state, desired_hash, fence, attempts)
    SELECT connection, task_id, $12, $13, 'intent', $14, fence, 1 FROM held
    ON CONFLICT (connection, task_id, effect_key) DO UPDATE SET
      state = 'intent', desired_hash = excluded.desired_hash, fence = excluded.fence, attempts = effect.attempts + 1,
      session_id = excluded.session_id, updated_at = now())
  SELECT 1 FROM held`;

const run = async (db: Db, sql: string, values: readonly unknown[]): Promise<void> => {
  const { rowCount } = await db.query(sql, values);
  if (rowCount === 0) throw new Failure('LEASE_LOST');
};

/**
 * Written before the request: from now on it may have happened. One statement with what is not noted yet of the effect
 * before: the fence is checked, the lease renewed, and everything noted together or not at all.
 * @throws Failure LEASE_LOST when the fence has moved
 */
export const noteIntent = (
  db: Db,
  lease: Lease,
  { intent, ...before }: Unnoted & { readonly intent: { key: string; hash: string; sessionId: string } },
): Promise<void> => run(db, NOTE_INTENT, [...valuesOf(lease, before), intent.key, intent.sessionId, intent.hash]);

/**
 * Written after the answer, where no further effect or the round's end takes it along. An uncertain end starts the time
 * in which the request may still be committed. @throws Failure LEASE_LOST: the new holder sees the intent
 */
export const noteResult = (db: Db, lease: Lease, noted: Unnoted): Promise<void> =>
  run(db, NOTE_RESULT, valuesOf(lease, noted));

/** A crash left requests open: from now on they have the usual time to come late. */
export const noteLeftOpen = async (db: Db, { connection, taskId }: Lease, settleMs: number): Promise<void> => {
  await db.run`
    WITH fields AS (
      UPDATE task_field SET settles_at = now() + ${settleMs}::float8 * interval '1 millisecond'
      WHERE connection = ${connection} AND task_id = ${taskId} AND settles_at IS NULL AND cardinality(uncertain) > 0)
    UPDATE effect SET settles_at = now() + ${settleMs}::float8 * interval '1 millisecond', state = 'uncertain'
    WHERE connection = ${connection} AND task_id = ${taskId} AND settles_at IS NULL AND state = 'intent'`;
};

/**
 * Nothing can come late any more, and the round has seen to it that the CRM shows what it should: what was uncertain and
 * has since been overtaken is settled.
 */
export const noteSettled = async (db: Db, { connection, taskId }: Lease): Promise<void> => {
  await db.run`
    WITH fields AS (
      UPDATE task_field SET settles_at = NULL, uncertain = '{}', base = CASE WHEN written IS NULL THEN base END
      WHERE connection = ${connection} AND task_id = ${taskId} AND settles_at <= now())
    UPDATE effect SET settles_at = NULL, state = CASE WHEN state IN ('done', 'dead') THEN state ELSE 'settled' END
    WHERE connection = ${connection} AND task_id = ${taskId} AND settles_at <= now()`;
};
