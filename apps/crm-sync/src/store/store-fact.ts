import type { OutgoingRecord } from '@switchback/contracts';
import type { Candidate, FactPayload, FactType, OrganizationPolicy } from '@switchback/crm-mapping';
import { outboxRow } from '@switchback/persistence';
import { findTask, noteMatch } from '../correlate/find-task.ts';
import { scheduleRematch } from '../correlate/schedule-look.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { TaskRef } from './database.ts';
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

/** The task to apply and the number it must reach; undefined when the session belongs to none. */
export type Stored = (TaskRef & { readonly wanted: bigint; readonly state: string }) | undefined;

interface SessionRow {
  connection: string;
  task_id: string | null;
  unmatched_reason: string | null;
}

/** Locks the session's row; undefined for a session that was erased. */
const lockSession = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId, policy: { connection } }: NewFact,
): Promise<SessionRow | undefined> => {
  await tx.$executeRaw`
    INSERT INTO session (organization, session_id, connection) SELECT ${organization}, ${sessionId}, ${connection}
    WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE organization = ${organization} AND session_id = ${sessionId})
    ON CONFLICT DO NOTHING`;
  const rows = await tx.$queryRaw<SessionRow[]>`
    SELECT connection, task_id, unmatched_reason FROM session WHERE organization = ${organization} AND session_id = ${sessionId} FOR UPDATE`;
  return rows[0];
};

const insertFact = (
  tx: Prisma.TransactionClient,
  { organization, sessionId, type, version, payload }: NewFact,
): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO fact (organization, session_id, event_type, version, payload)
    VALUES (${organization}, ${sessionId}, ${type}, ${version}, ${JSON.stringify(payload)}::jsonb) ON CONFLICT DO NOTHING`;

/** The newest event that names a task is kept, so that a later look can tell more than this one. */
const noteUnmatched = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId, candidate }: NewFact,
  of: { reason: string; namesTask: boolean; attemptId: string | null; unmatched: OutgoingRecord | undefined },
): Promise<void> => {
  const { reason, namesTask, attemptId, unmatched } = of;
  await tx.$executeRaw`
    UPDATE session SET unmatched_reason = ${reason}, attempt_id = coalesce(${attemptId}, attempt_id),
      candidate = CASE WHEN ${namesTask} OR candidate IS NULL THEN ${JSON.stringify(candidate)}::jsonb ELSE candidate END
    WHERE organization = ${organization} AND session_id = ${sessionId}`;
  if (!unmatched) return;
  await tx.outbox.create({ data: outboxRow(unmatched) });
  if (namesTask) await scheduleRematch(tx, { organization, sessionId });
};

/**
 * One short transaction: lock the session's row, insert the fact (one seen before stays as it is), find its task, and
 * note that the task is to be looked at, also for a known fact: a replay repairs what it should. `unmatched` makes the
 * event for a session that is unmatched for the first time. Of a session that was erased nothing is stored.
 */
export const storeFact = (
  prisma: PrismaClient,
  fact: NewFact,
  unmatched: (reason: string) => OutgoingRecord,
): Promise<Stored> =>
  prisma.$transaction(async (tx) => {
    const session = await lockSession(tx, fact);
    if (!session) return undefined;
    await insertFact(tx, fact);
    const { connection, task_id: taskId, unmatched_reason: known } = session;
    if (taskId !== null) return wantTask(tx, { connection, taskId });
    const found = await findTask(tx, fact, fact);
    if ('taskId' in found) {
      await noteMatch(tx, fact, found);
      return wantTask(tx, { connection, taskId: found.taskId });
    }
    const { unmatchedReason: reason, namesTask, attemptId = null } = found;
    const event = known === null ? unmatched(reason) : undefined;
    await noteUnmatched(tx, fact, { reason, namesTask, attemptId, unmatched: event });
    return undefined;
  });
