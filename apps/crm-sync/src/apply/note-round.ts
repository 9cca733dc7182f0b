import type { TaskSynced } from '@switchback/contracts';
import type { Desired } from '@switchback/crm-mapping';
import { addToOutbox, outboxRow } from '@switchback/persistence';
import { scheduleRematch } from '../correlate/schedule-look.ts';
import type { Plan } from '../plan/plan-effects.ts';
import type { Db } from '../store/database.ts';
import type { Lease } from '../store/lease.ts';
import type { Unnoted } from '../store/ledger-sql.ts';
import { noteEnd } from '../store/note-end.ts';
import type { RoundRead } from '../store/read-round.ts';
import type { ApplyPorts } from './apply-ports.ts';
import type { EffectEnd } from './run-effect.ts';
import { taskEvent, unmatchedEvent } from './task-synced-event.ts';

const GONE = 'task not in the CRM';

/** The task does not exist in the CRM: its sessions are unmatched, with the reason, and nothing is tried again. */
export const noteGone = (
  { db, settleMs }: ApplyPorts,
  lease: Lease,
  of: { organization: string; read: RoundRead },
): Promise<bigint> => {
  const { connection, taskId } = lease;
  const { organization, read } = of;
  return db.transaction(async (tx) => {
    const sessions = await tx.rows<{ session_id: string }>`
      UPDATE session SET unmatched_reason = ${GONE} WHERE connection = ${connection} AND task_id = ${taskId} AND unmatched_reason IS NULL RETURNING session_id`;
    for (const { session_id: sessionId } of sessions) {
      await addToOutbox(tx, unmatchedEvent({ organization, connection, sessionId, taskId, reason: GONE }));
      await scheduleRematch(tx, { organization, sessionId });
    }
    return noteNothing(tx, lease, { read, settleMs, reason: GONE });
  });
};

/** Nothing is to be shown; nobody is told by this. */
export const noteNothing = (
  db: Db,
  lease: Lease,
  { read, settleMs, reason }: { read: RoundRead; settleMs: number; reason: string | null },
): Promise<bigint> => {
  const { wanted: applied, told } = read;
  const none = { conflicts: [], event: undefined, fields: new Map() };
  return noteEnd(db, lease, { ...none, applied, state: 'idle', reason, told, settleMs });
};

export interface RoundEnd {
  readonly read: RoundRead;
  readonly organization: string;
  readonly desired: Desired;
  readonly plan: Plan;
  readonly ends: readonly EffectEnd[];
  readonly unnoted: Pick<Unnoted, 'result' | 'fields'>;
}

/** The task has come into the CRM since: its sessions are matched. */
const noteBack = async (db: Db, { connection, taskId }: Lease): Promise<void> => {
  await db.run`
    UPDATE session SET unmatched_reason = NULL WHERE connection = ${connection} AND task_id = ${taskId} AND unmatched_reason IS NOT NULL`;
};

const statusOf = (dead: EffectEnd | undefined, conflicts: readonly string[]): TaskSynced['status'] =>
  dead ? 'failed' : conflicts.length > 0 ? 'conflict' : 'synced';

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text) => other.includes(text));

const later = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** Ends a round: what was written, or why something was not, as an event, in the statement that notes it as applied. */
export const noteSynced = async ({ db, settleMs }: ApplyPorts, lease: Lease, end: RoundEnd): Promise<bigint> => {
  const { read, organization, desired, plan, ends, unnoted } = end;
  const { known, ledger, wanted: applied } = read;
  const { conflicts } = plan;
  const { connection, taskId } = lease;
  const { sessionId } = desired.latest;
  const dead = ends.find(({ state }) => state === 'dead');
  const reason = dead?.code ?? (conflicts.length > 0 ? `changed by a person: ${conflicts.join(', ')}` : null);
  if (known.wasGone) await noteBack(db, lease);
  const note = {
    ...{ ...unnoted, settleMs, applied, conflicts },
    ...(dead ? ({ state: 'dead', reason } as const) : ({ state: 'idle', reason: null } as const)),
  };
  const tells = ends.some(({ state }) => state !== 'waiting') || ledger.isUntold || !isSame(conflicts, ledger.reported);
  if (!tells) return noteEnd(db, lease, { ...note, told: read.told, event: undefined });
  // Only who has the lease tells of a task, so what was read is the last one.
  const told = later(read.told + 1n, applied);
  const body = {
    organization,
    connection,
    taskId,
    sessionId,
    status: statusOf(dead, conflicts),
    matchedBy: known.matchedBy.get(sessionId) ?? null,
    reason: reason ?? (ends.length === 0 ? 'the task shows it already' : null),
    effects: ends.map(({ key, state: effect, code }) => ({ key, state: effect, ...(code !== undefined && { code }) })),
    conflicts: [...conflicts],
  };
  return noteEnd(db, lease, { ...note, told, event: outboxRow(taskEvent(body, told)) });
};
