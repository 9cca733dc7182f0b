import type { OutgoingRecord } from '@switchback/contracts';
import type { Correlation, FactPayload, FactType } from '@switchback/crm-mapping';
import { outboxRow } from '@switchback/persistence';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { TaskRef } from './database.ts';

export interface NewFact {
  readonly organization: string;
  readonly connection: string;
  readonly sessionId: string;
  readonly type: FactType;
  readonly version: string;
  readonly payload: FactPayload;
  readonly correlation: Correlation;
}

/** The task to apply and the number it must reach; undefined when the session belongs to none. */
export type Stored = (TaskRef & { readonly wanted: bigint; readonly state: string }) | undefined;

interface SessionRow {
  connection: string;
  task_id: string | null;
  unmatched_reason: string | null;
}

const lockSession = async (
  tx: Prisma.TransactionClient,
  { organization, sessionId, connection }: NewFact,
): Promise<SessionRow> => {
  await tx.$executeRaw`INSERT INTO session (organization, session_id, connection) VALUES (${organization}, ${sessionId}, ${connection}) ON CONFLICT DO NOTHING`;
  const rows = await tx.$queryRaw<SessionRow[]>`
    SELECT connection, task_id, unmatched_reason FROM session WHERE organization = ${organization} AND session_id = ${sessionId} FOR UPDATE`;
  const [row] = rows;
  if (!row) throw new Error('the session row vanished inside its own transaction');
  return row;
};

const insertFact = (
  tx: Prisma.TransactionClient,
  { organization, sessionId, type, version, payload }: NewFact,
): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO fact (organization, session_id, event_type, version, payload)
    VALUES (${organization}, ${sessionId}, ${type}, ${version}, ${JSON.stringify(payload)}::jsonb) ON CONFLICT DO NOTHING`;

/** Creates the task's row and raises the number that `applied` must reach. */
const want = async (tx: Prisma.TransactionClient, { connection, taskId }: TaskRef): Promise<Stored> => {
  const rows = await tx.$queryRaw<{ wanted: bigint; state: string }[]>`
    INSERT INTO task (connection, task_id, wanted) VALUES (${connection}, ${taskId}, 1)
    ON CONFLICT (connection, task_id) DO UPDATE SET wanted = task.wanted + 1 RETURNING wanted, state`;
  const { wanted = 0n, state = 'idle' } = rows[0] ?? {};
  return { connection, taskId, wanted, state };
};

/**
 * One short transaction: lock the session's row, insert the fact (one seen before stays as it is), find its task, and
 * note that the task is to be looked at, also for a known fact: a replay repairs what it should. `unmatched` makes the event for a session that is unmatched for the first time.
 */
export const storeFact = (
  prisma: PrismaClient,
  fact: NewFact,
  unmatched: (reason: string) => OutgoingRecord,
): Promise<Stored> =>
  prisma.$transaction(async (tx) => {
    const { organization, sessionId, correlation } = fact;
    const session = await lockSession(tx, fact);
    await insertFact(tx, fact);
    const { connection } = session;
    if (session.task_id !== null) return want(tx, { connection, taskId: session.task_id });
    if ('taskId' in correlation) {
      const { taskId, matchedBy } = correlation;
      await tx.$executeRaw`
        UPDATE session SET task_id = ${taskId}, matched_by = ${matchedBy}, unmatched_reason = NULL WHERE organization = ${organization} AND session_id = ${sessionId}`;
      return want(tx, { connection, taskId });
    }
    if (session.unmatched_reason === null) {
      const reason = correlation.unmatchedReason;
      await tx.$executeRaw`UPDATE session SET unmatched_reason = ${reason} WHERE organization = ${organization} AND session_id = ${sessionId}`;
      await tx.outbox.create({ data: outboxRow(unmatched(reason)) });
    }
    return undefined;
  });
