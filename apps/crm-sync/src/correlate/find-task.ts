import { attemptIdOf, correlate } from '@switchback/crm-mapping';
import type { Candidate, Correlation, OrganizationPolicy } from '@switchback/crm-mapping';
import type { Db } from '../store/database.ts';

export interface SessionRef {
  readonly organization: string;
  readonly sessionId: string;
}

/** Held to the end of the transaction: an attempt is registered before or after a session looks for it, never meanwhile. */
export const lockAttempt = async (db: Db, { organization, attemptId }: { organization: string; attemptId: string }) => {
  const key = JSON.stringify([organization, attemptId]);
  await db.run`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
};

const registered = async (db: Db, { organization }: SessionRef, attemptId: string): Promise<string | undefined> => {
  await lockAttempt(db, { organization, attemptId });
  const rows = await db.rows<{ task_id: string }>`
    SELECT task_id FROM attempt WHERE organization = ${organization} AND attempt_id = ${attemptId}`;
  return rows[0]?.task_id;
};

/** The session's task: by a registered attempt, else by the variables that the policy allows. Inside a transaction. */
export const findTask = async (
  db: Db,
  session: SessionRef,
  { candidate, policy }: { candidate: Candidate; policy: OrganizationPolicy },
): Promise<Correlation & { readonly attemptId?: string | undefined }> => {
  const attemptId = attemptIdOf(candidate, policy);
  const taskId = attemptId === undefined ? undefined : await registered(db, session, attemptId);
  if (taskId !== undefined) return { taskId, matchedBy: 'attempt' };
  const found = correlate(candidate, policy);
  return 'taskId' in found ? found : { ...found, namesTask: found.namesTask || attemptId !== undefined, attemptId };
};

/** The session belongs to the task from now on, and nothing that told so is kept. */
export const noteMatch = async (
  db: Db,
  { organization, sessionId }: SessionRef,
  { taskId, matchedBy }: { taskId: string; matchedBy: string },
): Promise<void> => {
  await db.run`
    UPDATE session SET task_id = ${taskId}, matched_by = ${matchedBy}, unmatched_reason = NULL, candidate = NULL
    WHERE organization = ${organization} AND session_id = ${sessionId}`;
};
