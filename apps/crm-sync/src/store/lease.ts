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
  const rows = await db.rows<{ told: bigint }>`
    UPDATE task SET lease_until = NULL, state = ${state}, reason = ${reason}, told = CASE WHEN ${tells} THEN greatest(told + 1, applied) ELSE told END
    WHERE connection = ${connection} AND task_id = ${taskId} AND fence = ${fence} RETURNING told`;
  return rows[0]?.told;
};

export const readProgress = async (db: Db, { connection, taskId }: TaskRef): Promise<TaskProgress> => {
  const rows =
    await db.rows<TaskProgress>`SELECT wanted, applied, state FROM task WHERE connection = ${connection} AND task_id = ${taskId}`;
  return rows[0] ?? { wanted: 0n, applied: 0n, state: 'idle' };
};

/** Creates the task's row where there is none, and raises the number that `applied` must reach. */
export const wantTask = async (
  db: Db,
  { connection, taskId }: TaskRef,
): Promise<TaskRef & { readonly wanted: bigint; readonly state: string }> => {
  const rows = await db.rows<{ wanted: bigint; state: string }>`
    INSERT INTO task (connection, task_id, wanted) VALUES (${connection}, ${taskId}, 1)
    ON CONFLICT (connection, task_id) DO UPDATE SET wanted = task.wanted + 1 RETURNING wanted, state`;
  const { wanted = 0n, state = 'idle' } = rows[0] ?? {};
  return { connection, taskId, wanted, state };
};

/** Has the task looked at again although nothing new was seen. */
export const wantMore = async (db: Db, { connection, taskId }: TaskRef): Promise<bigint> => {
  const rows = await db.rows<{ wanted: bigint }>`
    UPDATE task SET wanted = wanted + 1 WHERE connection = ${connection} AND task_id = ${taskId} RETURNING wanted`;
  return rows[0]?.wanted ?? 0n;
};
