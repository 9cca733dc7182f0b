import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@switchback/failure';
import { unschedule } from '@switchback/persistence';
import type { ApplyPorts } from '../apply/apply-ports.ts';
import type { SessionRef } from '../correlate/find-task.ts';
import { REMATCH_WORK } from '../correlate/schedule-look.ts';
import { sectionField } from '../plan/ledger.ts';
import type { Db, TaskRef } from '../store/database.ts';
import { releaseLease } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';
import { claimRound } from '../store/read-round.ts';

/** What remains in the CRM of a session, for whoever must remove it there. */
export interface Erased extends SessionRef {
  readonly connection: string | null;
  readonly taskId: string | null;
  readonly remoteIds: readonly string[];
}

const PAUSE_MS = 100;

const heldTask = async (ports: ApplyPorts, task: TaskRef): Promise<Lease> => {
  const until = Date.now() + 2 * ports.leaseMs;
  while (Date.now() < until) {
    const held = await claimRound(ports.db, task, ports.leaseMs);
    if (held) return held.lease;
    await sleep(PAUSE_MS);
  }
  throw new Failure('LEASE_LOST', { detail: "the task's writer did not finish" });
};

/** What is known of a session; undefined when nothing is. */
export const findErasable = async (
  { db }: Pick<ApplyPorts, 'db'>,
  { organization, sessionId }: SessionRef,
): Promise<Erased | undefined> => {
  const rows = await db.rows<{ connection: string; task_id: string | null; remote_ids: string[] | null }>`
    SELECT session.connection, session.task_id, array_agg(remote_id) FILTER (WHERE remote_id IS NOT NULL) AS remote_ids
    FROM session LEFT JOIN effect ON effect.session_id = session.session_id AND effect.connection = session.connection
    WHERE organization = ${organization} AND session.session_id = ${sessionId} GROUP BY 1, 2`;
  return (
    rows[0] && {
      ...{ organization, sessionId, connection: rows[0].connection, taskId: rows[0].task_id },
      remoteIds: rows[0].remote_ids ?? [],
    }
  );
};

const eraseRows = async (tx: Db, { organization, sessionId, connection, taskId }: Erased) => {
  await tx.run`SELECT 1 FROM session WHERE organization = ${organization} AND session_id = ${sessionId} FOR UPDATE`;
  await tx.run`
    INSERT INTO tombstone (organization, session_id, connection, task_id, effect_keys, remote_ids)
    SELECT ${organization}, ${sessionId}, ${connection}, ${taskId}, coalesce(array_agg(effect_key), '{}'),
      coalesce(array_agg(remote_id) FILTER (WHERE remote_id IS NOT NULL), '{}')
    FROM effect WHERE connection = ${connection} AND session_id = ${sessionId} ON CONFLICT DO NOTHING`;
  await tx.run`DELETE FROM fact WHERE organization = ${organization} AND session_id = ${sessionId}`;
  await tx.run`DELETE FROM attempt WHERE organization = ${organization} AND session_id = ${sessionId}`;
  await tx.run`DELETE FROM session WHERE organization = ${organization} AND session_id = ${sessionId}`;
  await tx.run`DELETE FROM effect WHERE connection = ${connection} AND session_id = ${sessionId}`;
  await tx.run`
    DELETE FROM task_field WHERE connection = ${connection} AND task_id = ${taskId} AND field = ${sectionField(sessionId)}`;
  await unschedule(tx, { organization, kind: REMATCH_WORK, subject: sessionId });
};

/**
 * Erases everything kept of a session, under its task's lease, and leaves a tombstone, also for a session that is not
 * known: what comes later changes nothing. What stands in the CRM stays there; the tombstone says where.
 */
export const eraseSession = async (ports: ApplyPorts, session: SessionRef): Promise<Erased> => {
  const known = (await findErasable(ports, session)) ?? { ...session, connection: null, taskId: null, remoteIds: [] };
  const { connection, taskId } = known;
  const lease = connection === null || taskId === null ? undefined : await heldTask(ports, { connection, taskId });
  const erased = (await findErasable(ports, session)) ?? known;
  await ports.db.transaction(async (tx) => {
    await eraseRows(tx, erased);
    if (lease) await releaseLease(tx, lease, { state: 'idle', reason: null });
  });
  return erased;
};
