import type { Candidate, OrganizationPolicy } from '@switchback/crm-mapping';
import type { DueWork } from '@switchback/persistence';
import type { ApplyPorts } from '../apply/apply-ports.ts';
import { applyTask, recheckTask } from '../apply/apply-task.ts';
import type { Db, TaskRef } from '../store/database.ts';
import { wantMore, wantTask } from '../store/lease.ts';
import { findTask, noteMatch } from './find-task.ts';
import type { SessionRef } from './find-task.ts';
import { scheduleRematch } from './schedule-look.ts';

export type Organizations = ReadonlyMap<string, OrganizationPolicy>;

interface SessionRow {
  connection: string;
  task_id: string | null;
  unmatched_reason: string | null;
  candidate: Candidate | null;
}

const lockedSession = async (db: Db, { organization, sessionId }: SessionRef): Promise<SessionRow | undefined> => {
  const rows = await db.rows<SessionRow>`
    SELECT connection, task_id, unmatched_reason, candidate FROM session
    WHERE organization = ${organization} AND session_id = ${sessionId} FOR UPDATE`;
  return rows[0];
};

/** Where an unmatched session belongs by now: its task, or undefined. `isDryRun` notes nothing. */
export const rematch = (
  { db }: Pick<ApplyPorts, 'db'>,
  policy: OrganizationPolicy,
  session: SessionRef & { readonly isDryRun?: boolean },
): Promise<(TaskRef & { readonly wanted: bigint }) | undefined> =>
  db.transaction(async (tx) => {
    const row = await lockedSession(tx, session);
    if (typeof row?.unmatched_reason !== 'string') return undefined;
    if (row.task_id !== null) {
      // Its task was not in the CRM: only a look can tell.
      const task = { connection: row.connection, taskId: row.task_id };
      return { ...task, wanted: session.isDryRun === true ? 0n : await wantMore(tx, task) };
    }
    if (!row.candidate) return undefined;
    const found = await findTask(tx, session, { candidate: row.candidate, policy });
    if (!('taskId' in found)) return undefined;
    const task = { connection: row.connection, taskId: found.taskId };
    if (session.isDryRun === true) return { ...task, wanted: 0n };
    await noteMatch(tx, session, found);
    return wantTask(tx, task);
  });

/** Looks at an unmatched session again, and arranges the next look where it still is. */
export const rematchDue = async (ports: ApplyPorts, organizations: Organizations, work: DueWork): Promise<void> => {
  const session = { organization: work.organization, sessionId: work.subject };
  const policy = organizations.get(work.organization);
  const task = policy && (await rematch(ports, policy, session));
  if (task) await applyTask(ports, task);
  const rows = await ports.db.rows<unknown>`
    SELECT 1 FROM session WHERE organization = ${session.organization} AND session_id = ${session.sessionId}
    AND unmatched_reason IS NOT NULL`;
  if (rows.length > 0) await scheduleRematch(ports.db, session, work.attempt + 1);
};

/** Looks at a task although nothing new was seen. */
export const lookAt = (ports: ApplyPorts, { organization: connection, subject: taskId }: DueWork): Promise<void> =>
  recheckTask(ports, { connection, taskId });
