import type { OutgoingRecord } from '@switchback/contracts';
import type { Candidate, FactPayload, FactType, OrganizationPolicy } from '@switchback/crm-mapping';
import { addToOutbox } from '@switchback/persistence';
import type { SqlDatabase } from '@switchback/persistence';
import { findTask } from '../correlate/find-task.ts';
import { scheduleRematch } from '../correlate/schedule-look.ts';
import type { Db, TaskRef } from './database.ts';
import { wantTask } from './lease.ts';

export interface NewFact {
  readonly organization: string;
  readonly policy: OrganizationPolicy;
  readonly sessionId: string;
  readonly type: FactType;
  readonly version: string;
  readonly payload: FactPayload;
  readonly candidate: Candidate;
}

/** The task to apply and the number it must reach; undefined when the session belongs to none, or tells it nothing new. */
export type Stored = (TaskRef & { readonly wanted: bigint; readonly state: string }) | undefined;

interface SessionRow {
  connection: string;
  task_id: string | null;
  unmatched_reason: string | null;
}

/** Locks the session's row; undefined for a session that was erased. */
const lockSession = async (
  tx: Db,
  { organization, sessionId, policy: { connection } }: NewFact,
): Promise<SessionRow | undefined> => {
  const [made] = await tx.rows<SessionRow>`
    INSERT INTO session (organization, session_id, connection) SELECT ${organization}, ${sessionId}, ${connection}
    WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE organization = ${organization} AND session_id = ${sessionId})
    ON CONFLICT DO NOTHING RETURNING connection, task_id, unmatched_reason`;
  if (made) return made;
  const [found] = await tx.rows<SessionRow>`
    SELECT connection, task_id, unmatched_reason FROM session WHERE organization = ${organization} AND session_id = ${sessionId} FOR UPDATE`;
  return found;
};

const insertFact = (tx: Db, { organization, sessionId, type, version, payload }: NewFact): Promise<number> =>
  tx.run`
    INSERT INTO fact (organization, session_id, event_type, version, payload)
    VALUES (${organization}, ${sessionId}, ${type}, ${version}, ${JSON.stringify(payload)}::jsonb) ON CONFLICT DO NOTHING`;

/** The newest event that names a task is kept, so that a later look can tell more than this one. */
const noteUnmatched = async (
  tx: Db,
  { organization, sessionId, candidate }: NewFact,
  of: { reason: string; namesTask: boolean; attemptId: string | null; unmatched: OutgoingRecord | undefined },
): Promise<void> => {
  const { reason, namesTask, attemptId, unmatched } = of;
  await tx.run`
    UPDATE session SET unmatched_reason = ${reason}, attempt_id = coalesce(${attemptId}, attempt_id),
      candidate = CASE WHEN ${namesTask} OR candidate IS NULL THEN ${JSON.stringify(candidate)}::jsonb ELSE candidate END
    WHERE organization = ${organization} AND session_id = ${sessionId}`;
  if (!unmatched) return;
  await addToOutbox(tx, unmatched);
  if (namesTask) await scheduleRematch(tx, { organization, sessionId });
};

/** The session's task was found: it is noted, with the fact, and the task is to be looked at. */
const storeMatched = async (
  tx: Db,
  { organization, sessionId, type, version, payload }: NewFact,
  { connection, taskId, matchedBy }: TaskRef & { readonly matchedBy: string },
): Promise<Stored> => {
  const rows = await tx.rows<{ wanted: bigint; state: string }>`
    WITH fact AS (
      INSERT INTO fact (organization, session_id, event_type, version, payload)
      VALUES (${organization}, ${sessionId}, ${type}, ${version}, ${JSON.stringify(payload)}::jsonb) ON CONFLICT DO NOTHING),
    matched AS (
      UPDATE session SET task_id = ${taskId}, matched_by = ${matchedBy}, unmatched_reason = NULL, candidate = NULL
      WHERE organization = ${organization} AND session_id = ${sessionId})
    INSERT INTO task (connection, task_id, wanted) VALUES (${connection}, ${taskId}, 1)
    ON CONFLICT (connection, task_id) DO UPDATE SET wanted = task.wanted + 1 RETURNING wanted, state`;
  return rows[0] && { connection, taskId, ...rows[0] };
};

/**
 * For a session whose task is known already: one statement. A webhook that only repeats when the call began, after
 * another fact has told so, changes nothing that a task should show (`foldFacts`): the task is not looked at for it. An
 * event that was seen before has it looked at again. Undefined where the session is not so far, or erased.
 */
const storeKnown = async (
  db: Db,
  { organization, sessionId, type, version, payload }: NewFact,
): Promise<{ readonly stored: Stored } | undefined> => {
  const [row] = await db.rows<{ connection: string; task_id: string; wanted: bigint | null; state: string | null }>`
    WITH mine AS MATERIALIZED (
      SELECT connection, task_id FROM session
      WHERE organization = ${organization} AND session_id = ${sessionId} AND task_id IS NOT NULL AND unmatched_reason IS NULL
      FOR UPDATE),
    new AS (
      INSERT INTO fact (organization, session_id, event_type, version, payload)
      SELECT ${organization}, ${sessionId}, ${type}, ${version}, ${JSON.stringify(payload)}::jsonb FROM mine
      ON CONFLICT DO NOTHING RETURNING event_type),
    looked AS (
      INSERT INTO task (connection, task_id, wanted) SELECT connection, task_id, 1 FROM mine
      WHERE ${type} = 'enriched' OR NOT EXISTS (SELECT 1 FROM new) OR NOT EXISTS (
        SELECT 1 FROM fact WHERE organization = ${organization} AND session_id = ${sessionId}
          AND (${payload.createdAt}::text IS NULL OR payload->>'createdAt' COLLATE "C" <= ${payload.createdAt}))
      ON CONFLICT (connection, task_id) DO UPDATE SET wanted = task.wanted + 1 RETURNING wanted, state)
    SELECT mine.connection, mine.task_id, looked.wanted, looked.state FROM mine LEFT JOIN looked ON true`;
  if (!row) return undefined;
  const { connection, task_id: taskId, wanted, state } = row;
  return { stored: wanted === null || state === null ? undefined : { connection, taskId, wanted, state } };
};

/**
 * One short transaction: lock the session's row, insert the fact (one seen before stays as it is), find its task, and
 * note that the task is to be looked at, also for a known fact: a replay repairs what it should. `unmatched` makes the
 * event for a session that is unmatched for the first time. Of a session that was erased nothing is stored.
 */
export const storeFact = async (
  db: SqlDatabase,
  fact: NewFact,
  unmatched: (reason: string) => OutgoingRecord,
): Promise<Stored> => {
  // The first event of a session is its creation, for which there is nothing to be known yet.
  const known = fact.type === 'created' ? undefined : await storeKnown(db, fact);
  if (known) return known.stored;
  return db.transaction(async (tx) => {
    const session = await lockSession(tx, fact);
    if (!session) return undefined;
    const { connection, task_id: taskId, unmatched_reason: reasonBefore } = session;
    if (taskId !== null) {
      await insertFact(tx, fact);
      return wantTask(tx, { connection, taskId });
    }
    const found = await findTask(tx, fact, fact);
    if ('taskId' in found) return storeMatched(tx, fact, { connection, ...found });
    await insertFact(tx, fact);
    const { unmatchedReason: reason, namesTask, attemptId = null } = found;
    const event = reasonBefore === null ? unmatched(reason) : undefined;
    await noteUnmatched(tx, fact, { reason, namesTask, attemptId, unmatched: event });
    return undefined;
  });
};
