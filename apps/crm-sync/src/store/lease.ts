import { Failure } from '@switchback/failure';
import type { Db, TaskRef } from './database.ts';

export interface Lease extends TaskRef {
  readonly fence: bigint;
  /** How long it lasts; every ledger write renews it. */
  readonly ms: number;
}

/** A lease outlives the wait for a permit and one CRM request, each of which takes `timeoutMs` at the most. */
export const leaseMsFor = (timeoutMs: number): number => 3 * timeoutMs;

export interface TaskProgress {
  readonly wanted: bigint;
  readonly applied: bigint;
  readonly state: string;
}

/** The lease and the number that was wanted then, or undefined while somebody else has it. Each claim has a higher fence. */
export const claimLease = async (
  db: Db,
  { connection, taskId }: TaskRef,
  ms: number,
): Promise<{ lease: Lease; wanted: bigint } | undefined> => {
  const rows = await db.$queryRaw<{ fence: bigint; wanted: bigint }[]>`
    UPDATE task SET fence = fence + 1, lease_until = now() + ${ms}::float8 * interval '1 millisecond'
    WHERE connection = ${connection} AND task_id = ${taskId} AND (lease_until IS NULL OR lease_until < now())
    RETURNING fence, wanted`;
  return rows[0] && { lease: { connection, taskId, fence: rows[0].fence, ms }, wanted: rows[0].wanted };
};

/**
 * Gives the lease back, with the state that the task is in from now on. Nothing happens when it was lost. With `tells` an
 * event tells of it: gives its revision.
 */
export const releaseLease = async (
  db: Db,
  { connection, taskId, fence }: Lease,
  end: { state: 'idle' | 'parked'; reason: string | null; tells?: boolean },
): Promise<bigint | undefined> => {
  const { state, reason, tells = false } = end;
  const rows = await db.$queryRaw<{ told: bigint }[]>`
    UPDATE task SET lease_until = NULL, state = ${state}, reason = ${reason}, told = CASE WHEN ${tells} THEN greatest(told + 1, applied) ELSE told END
    WHERE connection = ${connection} AND task_id = ${taskId} AND fence = ${fence} RETURNING told`;
  return rows[0]?.told;
};

/** What the CRM shows of a task is noted. */
export interface Applied {
  /** The number that is wanted now. */
  readonly wanted: bigint;
  /** The revision of the last event that tells of the task. */
  readonly told: bigint;
}

/**
 * Notes what was applied; the lease ends unless there is news. With `tells` an event tells of it.
 * @throws Failure LEASE_LOST when another writer has taken over
 */
export const noteApplied = async (
  db: Db,
  { connection, taskId, fence }: Lease,
  end: {
    readonly applied: bigint;
    readonly state: 'idle' | 'dead';
    readonly reason: string | null;
    readonly conflicts?: readonly string[];
    readonly tells?: boolean;
  },
): Promise<Applied> => {
  const { applied, state, reason, conflicts = [], tells = false } = end;
  const rows = await db.$queryRaw<Applied[]>`
    UPDATE task SET applied = ${applied}, state = ${state}, reason = ${reason}, conflicts = ${[...conflicts]},
      told = CASE WHEN ${tells} THEN greatest(told + 1, ${applied}) ELSE told END, lease_until = CASE WHEN wanted = ${applied} THEN NULL ELSE lease_until END
    WHERE connection = ${connection} AND task_id = ${taskId} AND fence = ${fence} RETURNING wanted, told`;
  if (!rows[0]) throw new Failure('LEASE_LOST');
  return rows[0];
};

export const readProgress = async (db: Db, { connection, taskId }: TaskRef): Promise<TaskProgress> => {
  const rows = await db.$queryRaw<
    TaskProgress[]
  >`SELECT wanted, applied, state FROM task WHERE connection = ${connection} AND task_id = ${taskId}`;
  return rows[0] ?? { wanted: 0n, applied: 0n, state: 'idle' };
};

/** Creates the task's row where there is none, and raises the number that `applied` must reach. */
export const wantTask = async (
  db: Db,
  { connection, taskId }: TaskRef,
): Promise<TaskRef & { readonly wanted: bigint; readonly state: string }> => {
  const rows = await db.$queryRaw<{ wanted: bigint; state: string }[]>`
    INSERT INTO task (connection, task_id, wanted) VALUES (${connection}, ${taskId}, 1)
    ON CONFLICT (connection, task_id) DO UPDATE SET wanted = task.wanted + 1 RETURNING wanted, state`;
  const { wanted = 0n, state = 'idle' } = rows[0] ?? {};
  return { connection, taskId, wanted, state };
};

/** Has the task looked at again although nothing new was seen. */
export const wantMore = async (db: Db, { connection, taskId }: TaskRef): Promise<bigint> => {
  const rows = await db.$queryRaw<{ wanted: bigint }[]>`
    UPDATE task SET wanted = wanted + 1 WHERE connection = ${connection} AND task_id = ${taskId} RETURNING wanted`;
  return rows[0]?.wanted ?? 0n;
};
