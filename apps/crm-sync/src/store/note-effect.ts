import { Failure } from '@switchback/failure';
import type { FieldLedger } from '../plan/field-ledger.ts';
import type { Db } from './database.ts';
import type { Lease } from './lease.ts';

export type Fields = ReadonlyMap<string, FieldLedger>;

// One statement each: the fence is checked, the lease renewed, and everything noted together or not at all.
const HELD = `
  WITH held AS (
    UPDATE task SET lease_until = now() + $7::float8 * interval '1 millisecond' WHERE connection = $1 AND task_id = $2 AND fence = $3
    RETURNING connection, task_id, fence)`;

const FIELDS = `
  fields AS (
    INSERT INTO task_field (connection, task_id, field, session_id, base, written, uncertain, settles_at)
    SELECT held.connection, held.task_id, new.field, new."sessionId", new.base, new.written, new.uncertain,
      CASE WHEN new."isUnsettled" THEN now() + $6::float8 * interval '1 millisecond' END
    FROM held, jsonb_to_recordset($4::jsonb)
      AS new(field text, "sessionId" text, base text, written text, uncertain text[], "isUnsettled" boolean)
    ON CONFLICT (connection, task_id, field) DO UPDATE SET
      session_id = excluded.session_id, base = excluded.base, written = excluded.written, uncertain = excluded.uncertain,
      settles_at = CASE WHEN $5::boolean THEN excluded.settles_at WHEN excluded.settles_at IS NULL THEN NULL
        ELSE coalesce(task_field.settles_at, excluded.settles_at) END)`;

const asJson = (fields: Fields): string => JSON.stringify([...fields].map(([field, ledger]) => ({ field, ...ledger })));

interface Noted {
  readonly fields: Fields;
  /** The fields' requests may still come late, from now on for `settleMs`. */
  readonly isUncertain: boolean;
  readonly settleMs: number;
}

const run = async (
  db: Db,
  lease: Lease,
  sql: string,
  { fields, isUncertain, settleMs, more = [] }: Noted & { readonly more?: readonly unknown[] },
): Promise<void> => {
  const { connection, taskId, fence, ms } = lease;
  const values = [connection, taskId, fence, asJson(fields), isUncertain, settleMs, ms];
  const changed = await db.$executeRawUnsafe(sql, ...values, ...more);
  if (changed === 0) throw new Failure('LEASE_LOST');
};

/** Fields as a plan found them: the first sight of a call. @throws Failure LEASE_LOST when the fence has moved */
export const noteFields = (db: Db, lease: Lease, fields: Fields): Promise<void> =>
  run(db, lease, `${HELD}, ${FIELDS} SELECT 1 FROM held`, { fields, isUncertain: false, settleMs: 0 });

/** Written before the request: from now on it may have happened. @throws Failure LEASE_LOST when the fence has moved */
export const noteIntent = (
  db: Db,
  lease: Lease,
  of: { effect: { key: string; hash: string; sessionId: string }; fields: Fields },
): Promise<void> =>
  run(
    db,
    lease,
    `${HELD}, ${FIELDS}
     INSERT INTO effect (connection, task_id, effect_key, session_id, state, desired_hash, fence, attempts)
     SELECT connection, task_id, $8, $9, 'intent', $10, fence, 1 FROM held
     ON CONFLICT (connection, task_id, effect_key) DO UPDATE SET
       state = 'intent', desired_hash = excluded.desired_hash, fence = excluded.fence, attempts = effect.attempts + 1,
       session_id = excluded.session_id, updated_at = now()`,
    {
      fields: of.fields,
      isUncertain: false,
      settleMs: 0,
      more: [of.effect.key, of.effect.sessionId, of.effect.hash],
    },
  );

export interface EffectResult {
  readonly key: string;
  readonly state: 'done' | 'uncertain' | 'dead' | 'refused';
  readonly remoteId?: string | null;
  readonly code?: string;
  /** How long the CRM may take to commit a request whose answer we did not get. */
  readonly settleMs: number;
}

/**
 * Written after the answer; `refused` means that nothing happened. An uncertain end starts the time in which the request
 * may still be committed. @throws Failure LEASE_LOST: the new holder sees the intent
 */
export const noteResult = (db: Db, lease: Lease, of: { result: EffectResult; fields: Fields }): Promise<void> => {
  const { key, state, remoteId = null, code = null, settleMs } = of.result;
  return run(
    db,
    lease,
    `${HELD}, ${FIELDS}
     UPDATE effect SET state = $9, remote_id = coalesce($10, remote_id), last_error_code = $11, updated_at = now(),
       settles_at = CASE WHEN $9 = 'uncertain' THEN now() + $6::float8 * interval '1 millisecond'
         WHEN settles_at <= now() THEN NULL ELSE settles_at END
     FROM held WHERE effect.connection = held.connection AND effect.task_id = held.task_id AND effect_key = $8
       AND effect.fence = held.fence`,
    { fields: of.fields, isUncertain: state === 'uncertain', settleMs, more: [key, state, remoteId, code] },
  );
};

/** A crash left requests open: from now on they have the usual time to come late. */
export const noteLeftOpen = async (db: Db, lease: Lease, settleMs: number): Promise<void> => {
  const { connection, taskId } = lease;
  const end = "now() + $3::float8 * interval '1 millisecond'";
  await db.$executeRawUnsafe(
    `WITH fields AS (
       UPDATE task_field SET settles_at = ${end}
       WHERE connection = $1 AND task_id = $2 AND settles_at IS NULL AND cardinality(uncertain) > 0)
     UPDATE effect SET settles_at = ${end}, state = 'uncertain'
     WHERE connection = $1 AND task_id = $2 AND settles_at IS NULL AND state = 'intent'`,
    connection,
    taskId,
    settleMs,
  );
};

/**
 * Nothing can come late any more, and the round has seen to it that the CRM shows what it should: what was uncertain and
 * has since been overtaken is settled.
 */
export const noteSettled = async (db: Db, { connection, taskId }: Lease): Promise<void> => {
  await db.$executeRaw`
    WITH fields AS (
      UPDATE task_field SET settles_at = NULL, uncertain = '{}', base = CASE WHEN written IS NULL THEN base END
      WHERE connection = ${connection} AND task_id = ${taskId} AND settles_at <= now())
    UPDATE effect SET settles_at = NULL, state = CASE WHEN state IN ('done', 'dead') THEN state ELSE 'settled' END
    WHERE connection = ${connection} AND task_id = ${taskId} AND settles_at <= now()`;
};
