import type { FieldLedger } from '../plan/field-ledger.ts';
import type { Lease } from './lease.ts';

/** Parts of the statements that write the ledger; each joins `held`, which is empty once the fence has moved. */

/** $1 to $7 of each of them. */
export const HELD = `
  UPDATE task SET lease_until = now() + $7::float8 * interval '1 millisecond'
  WHERE connection = $1 AND task_id = $2 AND fence = $3 RETURNING connection, task_id, fence`;

export const FIELDS = `
  INSERT INTO task_field (connection, task_id, field, session_id, base, written, uncertain, settles_at)
  SELECT held.connection, held.task_id, new.field, new."sessionId", new.base, new.written, new.uncertain,
    CASE WHEN new."isUnsettled" THEN now() + $6::float8 * interval '1 millisecond' END
  FROM held, jsonb_to_recordset($4::jsonb)
    AS new(field text, "sessionId" text, base text, written text, uncertain text[], "isUnsettled" boolean)
  ON CONFLICT (connection, task_id, field) DO UPDATE SET
    session_id = excluded.session_id, base = excluded.base, written = excluded.written, uncertain = excluded.uncertain,
    settles_at = CASE WHEN $5::boolean THEN excluded.settles_at WHEN excluded.settles_at IS NULL THEN NULL
      ELSE coalesce(task_field.settles_at, excluded.settles_at) END`;

/** $8 to $11; without a key it changes nothing. */
export const RESULT = `
  UPDATE effect SET state = $9, remote_id = coalesce($10, remote_id), last_error_code = $11, updated_at = now(),
    settles_at = CASE WHEN $9 = 'uncertain' THEN now() + $6::float8 * interval '1 millisecond'
      WHEN settles_at <= now() THEN NULL ELSE settles_at END
  FROM held WHERE effect.connection = held.connection AND effect.task_id = held.task_id AND effect_key = $8
    AND effect.fence = held.fence`;

export type Fields = ReadonlyMap<string, FieldLedger>;

export interface EffectResult {
  readonly key: string;
  /** `refused` means that nothing happened. */
  readonly state: 'done' | 'uncertain' | 'dead' | 'refused';
  readonly remoteId?: string | null;
  readonly code?: string;
}

/** What is to be noted of a round, by whichever statement comes next. */
export interface Unnoted {
  readonly result?: EffectResult | undefined;
  readonly fields: Fields;
  /** How long the CRM may take to commit a request whose answer we did not get. */
  readonly settleMs: number;
}

/** $1 to $11. */
export const valuesOf = (
  { connection, taskId, fence, ms }: Lease,
  { result, fields, settleMs }: Unnoted,
): unknown[] => {
  const asJson = JSON.stringify([...fields].map(([field, ledger]) => ({ field, ...ledger })));
  const { key = null, state = null, remoteId = null, code = null } = result ?? {};
  return [connection, taskId, fence, asJson, state === 'uncertain', settleMs, ms, key, state, remoteId, code];
};
