import type { Desired } from '@switchback/crm-mapping';
import { outboxRow } from '@switchback/persistence';
import { scheduleRematch } from '../correlate/schedule-look.ts';
import type { Plan } from '../plan/plan-effects.ts';
import type { Db } from '../store/database.ts';
import type { TaskFacts } from '../store/read-facts.ts';
import { noteApplied } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';
import type { ApplyPorts } from './apply-ports.ts';
import type { EffectEnd } from './run-effect.ts';
import { taskEvent, unmatchedEvent } from './task-synced-event.ts';

const GONE = 'task not in the CRM';

/** The task does not exist in the CRM: its sessions are unmatched, with the reason, and nothing is tried again. */
export const noteGone = (
  { prisma }: ApplyPorts,
  lease: Lease,
  of: { organization: string; applied: bigint },
): Promise<bigint> => {
  const { connection, taskId } = lease;
  return prisma.$transaction(async (tx) => {
    const sessions = await tx.$queryRaw<{ session_id: string }[]>`
      UPDATE session SET unmatched_reason = ${GONE} WHERE connection = ${connection} AND task_id = ${taskId} AND unmatched_reason IS NULL RETURNING session_id`;
    for (const { session_id: sessionId } of sessions) {
      const event = unmatchedEvent({ organization: of.organization, connection, sessionId, taskId, reason: GONE });
      await tx.outbox.create({ data: outboxRow(event) });
      await scheduleRematch(tx, { organization: of.organization, sessionId });
    }
    return noteApplied(tx, lease, { applied: of.applied, state: 'idle', reason: GONE });
  });
};

export interface RoundEnd {
  readonly known: TaskFacts & { readonly organization: string };
  readonly applied: bigint;
  readonly desired: Desired;
  readonly plan: Plan;
  readonly ends: readonly EffectEnd[];
  /** Conflicts that were told already. */
  readonly reported: readonly string[];
}

/** The task has come into the CRM since: its sessions are matched. */
const noteBack = async (db: Db, { connection, taskId }: Lease): Promise<void> => {
  await db.$executeRaw`
    UPDATE session SET unmatched_reason = NULL WHERE connection = ${connection} AND task_id = ${taskId} AND unmatched_reason IS NOT NULL`;
};

const statusOf = (dead: EffectEnd | undefined, conflicts: readonly string[]) =>
  dead ? 'failed' : conflicts.length > 0 ? 'conflict' : 'synced';

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text) => other.includes(text));

/** Ends a round: what was written, or why something was not, as an event, in the transaction that notes it as applied. */
export const noteSynced = async ({ prisma }: ApplyPorts, lease: Lease, end: RoundEnd): Promise<bigint> => {
  const { known, applied, desired, plan, ends, reported } = end;
  const { conflicts } = plan;
  const { connection, taskId } = lease;
  const { sessionId } = desired.latest;
  const dead = ends.find(({ state }) => state === 'dead');
  const reason = dead?.code ?? (conflicts.length > 0 ? `changed by a person: ${conflicts.join(', ')}` : null);
  const state = dead ? 'dead' : 'idle';
  const result = { applied, state, reason: state === 'dead' ? reason : null, conflicts } as const;
  if (known.wasGone) await noteBack(prisma, lease);
  if (ends.length === 0 && isSame(conflicts, reported)) return noteApplied(prisma, lease, result);
  const body = {
    organization: known.organization,
    connection,
    taskId,
    sessionId,
    status: statusOf(dead, conflicts),
    matchedBy: known.matchedBy.get(sessionId) ?? null,
    reason,
    effects: ends.map(({ key, state: effect }) => ({ key, state: effect })),
  } as const;
  return prisma.$transaction(async (tx) => {
    await tx.outbox.create({ data: outboxRow(taskEvent(body, applied)) });
    return noteApplied(tx, lease, result);
  });
};
