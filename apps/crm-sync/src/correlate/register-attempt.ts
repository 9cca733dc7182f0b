import type { SqlDatabase } from '@switchback/persistence';
import type { Db } from '../store/database.ts';
import { lockAttempt, noteMatch } from './find-task.ts';
import { scheduleLook } from './schedule-look.ts';

export interface Attempt {
  readonly organization: string;
  readonly attemptId: string;
  readonly sessionId?: string | undefined;
  readonly taskId: string;
}

/** `created`; `known`: the same was registered before; `conflict`: the attempt or the session has another task. */
export type Registered = 'created' | 'known' | 'conflict';

interface SessionRow {
  session_id: string;
  task_id: string | null;
  unmatched_reason: string | null;
}

/** The session's row, made before its first event where it must be. None for one that was erased. */
const sessionsOf = async (tx: Db, connection: string, attempt: Attempt): Promise<SessionRow[]> => {
  const { organization, sessionId, attemptId } = attempt;
  if (sessionId !== undefined)
    await tx.run`
      INSERT INTO session (organization, session_id, connection) SELECT ${organization}, ${sessionId}, ${connection}
      WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE organization = ${organization} AND session_id = ${sessionId})
      ON CONFLICT DO NOTHING`;
  return tx.rows<SessionRow>`
    SELECT session_id, task_id, unmatched_reason FROM session
    WHERE organization = ${organization} AND (session_id = ${sessionId ?? null} OR attempt_id = ${attemptId}) FOR UPDATE`;
};

/**
 * Registers that a call was made for a task. Sessions that came before it are matched now. The same registration again
 * changes nothing; a session id may be added to one without.
 */
export const registerAttempt = (db: SqlDatabase, connection: string, attempt: Attempt): Promise<Registered> =>
  db.transaction(async (tx) => {
    const { organization, attemptId, sessionId = null, taskId } = attempt;
    await lockAttempt(tx, attempt);
    const sessions = await sessionsOf(tx, connection, attempt);
    if (sessions.some((session) => session.task_id !== null && session.task_id !== taskId)) return 'conflict';
    const rows = await tx.rows<{ task_id: string; session_id: string | null; is_new: boolean }>`
      INSERT INTO attempt (organization, attempt_id, session_id, task_id)
      VALUES (${organization}, ${attemptId}, ${sessionId}, ${taskId})
      ON CONFLICT (organization, attempt_id) DO UPDATE SET session_id = coalesce(attempt.session_id, excluded.session_id)
      RETURNING task_id, session_id, xmax = 0 AS is_new`;
    const [row] = rows;
    if (row?.task_id !== taskId || (sessionId !== null && row.session_id !== sessionId)) return 'conflict';
    for (const session of sessions.filter(({ task_id }) => task_id === null)) {
      await noteMatch(tx, { organization, sessionId: session.session_id }, { taskId, matchedBy: 'attempt' });
      if (session.unmatched_reason === null) continue;
      await tx.run`INSERT INTO task (connection, task_id) VALUES (${connection}, ${taskId}) ON CONFLICT DO NOTHING`;
      await scheduleLook(tx, { connection, taskId }, 'attempt registered');
    }
    return row.is_new ? 'created' : 'known';
  });
