import { Failure } from '@switchback/failure';
import type { Db, TaskRef } from './database.ts';

/** Longer than the longest CRM request; every ledger write renews it. */
const LEASE = "interval '30 seconds'";

export interface Lease extends TaskRef {
  readonly fence: bigint;
}

export interface TaskProgress {
  readonly wanted: bigint;
  readonly applied: bigint;
  readonly state: string;
}

/** The lease, by the database's clock, or undefined while somebody else has it. Each claim has a higher fence. */
export const claimLease = async (db: Db, { connection, taskId }: TaskRef): Promise<Lease | undefined> => {
  const rows = await db.$queryRawUnsafe<{ fence: bigint }[]>(
    `UPDATE task SET fence = fence + 1, lease_until = now() + ${LEASE}
     WHERE connection = $1 AND task_id = $2 AND (lease_until IS NULL OR lease_until < now()) RETURNING fence`,
    connection,
    taskId,
  );
  return rows[0] && { connection, taskId, fence: rows[0].fence };
};

/** @throws Failure LEASE_LOST when another writer has taken over */
export const renewLease = async (db: Db, { connection, taskId, fence }: Lease): Promise<void> => {
  const sql = `UPDATE task SET lease_until = now() + ${LEASE} WHERE connection = $1 AND task_id = $2 AND fence = $3`;
  if ((await db.$executeRawUnsafe(sql, connection, taskId, fence)) === 0) throw new Failure('LEASE_LOST');
};

/** Gives the lease back, with the state that the task is in from now on. Nothing happens when it was lost. */
export const releaseLease = async (
  db: Db,
  { connection, taskId, fence }: Lease,
  end: { state: 'idle' | 'parked' | 'dead'; reason: string | null },
): Promise<void> => {
  await db.$executeRaw`
    UPDATE task SET lease_until = NULL, state = ${end.state}, reason = ${end.reason} WHERE connection = ${connection} AND task_id = ${taskId} AND fence = ${fence}`;
};

/** Notes what was applied; the lease ends unless there is news. Gives the number that is wanted now. */
export const noteApplied = async (db: Db, { connection, taskId, fence }: Lease, applied: bigint): Promise<bigint> => {
  const rows = await db.$queryRaw<{ wanted: bigint }[]>`
    UPDATE task SET applied = ${applied}, state = 'idle', reason = NULL, lease_until = CASE WHEN wanted = ${applied} THEN NULL ELSE lease_until END
    WHERE connection = ${connection} AND task_id = ${taskId} AND fence = ${fence} RETURNING wanted`;
  if (!rows[0]) throw new Failure('LEASE_LOST');
  return rows[0].wanted;
};

export const readProgress = async (db: Db, { connection, taskId }: TaskRef): Promise<TaskProgress> => {
  const rows = await db.$queryRaw<
    TaskProgress[]
  >`SELECT wanted, applied, state FROM task WHERE connection = ${connection} AND task_id = ${taskId}`;
  return rows[0] ?? { wanted: 0n, applied: 0n, state: 'idle' };
};
