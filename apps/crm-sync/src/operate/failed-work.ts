import type { SqlDatabase } from '@switchback/persistence';
import { scheduleLook } from '../correlate/schedule-look.ts';
import type { Db } from '../store/database.ts';

export interface FailedSelection {
  readonly connections: readonly string[];
  readonly code?: string | undefined;
  readonly taskId?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** An effect that was refused for good (`dead`), or whose end is not known (`uncertain`). */
export interface FailedEffect {
  readonly connection: string;
  readonly taskId: string;
  readonly sessionId: string;
  readonly effect: string;
  readonly state: 'dead' | 'uncertain';
  readonly code: string | null;
  readonly attempts: number;
  readonly at: Date;
}

const MOST = 1_000;

const FAILED = `
  SELECT connection, task_id AS "taskId", session_id AS "sessionId", effect_key AS effect, state,
    last_error_code AS code, attempts, updated_at AS at
  FROM effect WHERE state = ANY($1) AND connection = ANY($2)
    AND ($3::text IS NULL OR last_error_code = $3) AND ($4::text IS NULL OR task_id = $4)
    AND ($5::timestamptz IS NULL OR updated_at >= $5) AND ($6::timestamptz IS NULL OR updated_at < $6)
  ORDER BY updated_at LIMIT ${MOST}`;

const find = async (db: Db, sql: string, states: readonly string[], of: FailedSelection): Promise<FailedEffect[]> => {
  const { connections, code = null, taskId = null, since = null, until = null } = of;
  return (await db.query(sql, [states, connections, code, taskId, since, until])).rows as FailedEffect[];
};

/** Up to 1,000 of them, the oldest first. */
export const listFailed = (db: Db, selection: FailedSelection): Promise<FailedEffect[]> =>
  find(db, FAILED, ['dead', 'uncertain'], selection);

/** Has refused effects tried again: their tasks are looked at now. Gives what was, or would be, retried. */
export const retryFailed = async (
  db: SqlDatabase,
  selection: FailedSelection & { readonly isDryRun: boolean },
): Promise<FailedEffect[]> =>
  db.transaction(async (tx) => {
    const failed = await find(tx, `${FAILED} FOR UPDATE`, ['dead'], selection);
    if (selection.isDryRun) return failed;
    for (const { connection, taskId, effect } of failed) {
      await tx.run`
        UPDATE effect SET state = 'refused', updated_at = now()
        WHERE connection = ${connection} AND task_id = ${taskId} AND effect_key = ${effect}`;
      await scheduleLook(tx, { connection, taskId }, 'retried by an operator');
    }
    return failed;
  });
