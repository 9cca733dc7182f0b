import type { Db } from '../store/database.ts';

/** Everything that is known of a task, without what was said in its calls. */
export interface TaskStory {
  readonly connection: string;
  readonly taskId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly wanted: number;
  readonly applied: number;
  /** Fields that a person has changed. */
  readonly conflicts: readonly string[];
  readonly sessions: readonly unknown[];
  readonly facts: readonly unknown[];
  readonly effects: readonly unknown[];
  readonly waiting: readonly unknown[];
}

interface TaskRow {
  connection: string;
  state: string;
  reason: string | null;
  wanted: number;
  applied: number;
  conflicts: string[];
}

const partsOf = async (db: Db, connection: string, taskId: string) => {
  const [sessions, facts, effects, waiting] = await Promise.all([
    db.rows<unknown>`
      SELECT organization, session_id AS "sessionId", matched_by AS "matchedBy", unmatched_reason AS "unmatchedReason"
      FROM session WHERE connection = ${connection} AND task_id = ${taskId} ORDER BY seen_at`,
    db.rows<unknown>`
      SELECT session_id AS "sessionId", event_type AS type, version, fact.seen_at AS at,
        payload->'outcome'->>'value' AS outcome, (payload->'outcome'->>'final')::boolean AS final
      FROM fact JOIN session USING (organization, session_id)
      WHERE connection = ${connection} AND task_id = ${taskId} ORDER BY fact.seen_at`,
    db.rows<unknown>`
      SELECT effect_key AS effect, state, attempts, remote_id AS "remoteId", last_error_code AS code, updated_at AS at
      FROM effect WHERE connection = ${connection} AND task_id = ${taskId} ORDER BY updated_at`,
    db.rows<unknown>`
      SELECT kind, reason, attempt, due_at AS at FROM due_work
      WHERE organization = ${connection} AND subject = ${taskId} ORDER BY due_at`,
  ]);
  return { sessions, facts, effects, waiting };
};

/** The stories of the tasks of this id, one per connection that has one. */
export const tellTask = async (
  db: Db,
  { taskId, connections }: { taskId: string; connections: readonly string[] },
): Promise<TaskStory[]> => {
  const rows = await db.rows<TaskRow>`
    SELECT connection, state, reason, wanted::int AS wanted, applied::int AS applied, conflicts
    FROM task WHERE task_id = ${taskId} AND connection = ANY(${[...connections]}) ORDER BY connection`;
  return Promise.all(rows.map(async (row) => ({ ...row, taskId, ...(await partsOf(db, row.connection, taskId)) })));
};
