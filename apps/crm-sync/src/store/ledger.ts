import { Failure } from '@switchback/failure';
import type { Fact } from '../fold/fact.ts';
import type { Ledger } from '../plan/plan-effects.ts';
import type { Db, TaskRef } from './database.ts';
import type { Lease } from './lease.ts';

interface FactRow {
  session_id: string;
  event_type: Fact['type'];
  version: string;
  payload: Fact['payload'];
}

/** All facts of all sessions of a task. */
export const readFacts = async (
  db: Db,
  { connection, taskId }: TaskRef,
): Promise<{ organization: string | undefined; facts: Fact[] }> => {
  const rows = await db.$queryRaw<(FactRow & { organization: string })[]>`
    SELECT organization, session_id, event_type, version, payload FROM fact JOIN session USING (organization, session_id)
    WHERE connection = ${connection} AND task_id = ${taskId}`;
  const facts = rows.map(({ session_id, event_type, version, payload }) => ({
    sessionId: session_id,
    type: event_type,
    version,
    payload,
  }));
  return { organization: rows[0]?.organization, facts };
};

export const readLedger = async (db: Db, { connection, taskId }: TaskRef): Promise<Ledger> => {
  const [effects, status] = await Promise.all([
    db.effect.findMany({ where: { connection, taskId, state: 'done' } }),
    db.taskField.findUnique({ where: { connection_taskId_field: { connection, taskId, field: 'status' } } }),
  ]);
  return {
    done: new Map(effects.map(({ effectKey, desiredHash, remoteId }) => [effectKey, { hash: desiredHash, remoteId }])),
    status: status ? { base: status.base, written: status.written } : undefined,
  };
};

/** Written before the request: from now on it may have happened. @throws Failure LEASE_LOST when the fence has moved */
export const noteIntent = async (
  db: Db,
  { connection, taskId, fence }: Lease,
  effect: { key: string; hash: string },
): Promise<void> => {
  const written = await db.$executeRaw`
    INSERT INTO effect (connection, task_id, effect_key, state, desired_hash, fence, attempts)
    SELECT connection, task_id, ${effect.key}, 'intent', ${effect.hash}, fence, 1 FROM task WHERE connection = ${connection} AND task_id = ${taskId} AND fence = ${fence}
    ON CONFLICT (connection, task_id, effect_key)
    DO UPDATE SET state = 'intent', desired_hash = excluded.desired_hash, fence = excluded.fence, attempts = effect.attempts + 1, updated_at = now()`;
  if (written === 0) throw new Failure('LEASE_LOST');
};

/** Written after the answer; a writer whose fence has passed changes nothing. */
export const noteResult = async (
  db: Db,
  { connection, taskId, fence }: Lease,
  result: { key: string; state: 'done' | 'uncertain'; remoteId?: string | null; code?: string },
): Promise<void> => {
  await db.$executeRaw`
    UPDATE effect SET state = ${result.state}, remote_id = coalesce(${result.remoteId ?? null}, remote_id), last_error_code = ${result.code ?? null}, updated_at = now()
    WHERE connection = ${connection} AND task_id = ${taskId} AND effect_key = ${result.key} AND fence = ${fence}`;
};

/** Keeps what was there when the call started; the first one stays. */
export const noteBaseStatus = async (db: Db, { connection, taskId }: TaskRef, base: string): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO task_field (connection, task_id, field, base) VALUES (${connection}, ${taskId}, 'status', ${base}) ON CONFLICT DO NOTHING`;
};

export const noteWrittenStatus = async (db: Db, { connection, taskId }: TaskRef, written: string): Promise<void> => {
  await db.$executeRaw`UPDATE task_field SET written = ${written} WHERE connection = ${connection} AND task_id = ${taskId} AND field = 'status'`;
};
