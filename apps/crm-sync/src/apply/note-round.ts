import type { TaskSynced } from '@switchback/contracts';
import type { Desired } from '@switchback/crm-mapping';
import { outboxRow } from '@switchback/persistence';
import { scheduleRematch } from '../correlate/schedule-look.ts';
import type { Plan } from '../plan/plan-effects.ts';
import type { Db } from '../store/database.ts';
import type { ReadLedger } from '../store/ledger.ts';
import type { TaskFacts } from '../store/read-facts.ts';
import { noteApplied } from '../store/lease.ts';
import type { Applied, Lease } from '../store/lease.ts';
import type { ApplyPorts } from './apply-ports.ts';
import type { EffectEnd } from './run-effect.ts';
import { taskEvent, unmatchedEvent } from './task-synced-event.ts';

const GONE = 'task not in the CRM';

/** The task does not exist in the CRM: its sessions are unmatched, with the reason, and nothing is tried again. */
export const noteGone = (
  { prisma }: ApplyPorts,
  lease: Lease,
  of: { organization: string; applied: bigint },
): Promise<Applied> => {
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
  /** What was told of the task before. */
  readonly before: Pick<ReadLedger, 'reported' | 'isUntold'>;
}

/** The task has come into the CRM since: its sessions are matched. */
const noteBack = async (db: Db, { connection, taskId }: Lease): Promise<void> => {
  await db.$executeRaw`
    UPDATE session SET unmatched_reason = NULL WHERE connection = ${connection} AND task_id = ${taskId} AND unmatched_reason IS NOT NULL`;
};

const statusOf = (dead: EffectEnd | undefined, conflicts: readonly string[]): TaskSynced['status'] =>
  dead ? 'failed' : conflicts.length > 0 ? 'conflict' : 'synced';

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text) => other.includes(text));

/** Ends a round: what was written, or why something was not, as an event, in the transaction that notes it as applied. */
export const noteSynced = async ({ prisma }: ApplyPorts, lease: Lease, end: RoundEnd): Promise<Applied> => {
  const { known, applied, desired, plan, ends, before } = end;
  const { conflicts } = plan;
  const { connection, taskId } = lease;
  const { sessionId } = desired.latest;
  const dead = ends.find(({ state }) => state === 'dead');
  const reason = dead?.code ?? (conflicts.length > 0 ? `changed by a person: ${conflicts.join(', ')}` : null);
  const state = dead ? 'dead' : 'idle';
  const tells =
    ends.some(({ state: end }) => end !== 'waiting') || before.isUntold || !isSame(conflicts, before.reported);
  const result = { applied, state, reason: state === 'dead' ? reason : null, conflicts, tells } as const;
  if (known.wasGone) await noteBack(prisma, lease);
  if (!tells) return noteApplied(prisma, lease, result);
  const body = {
    organization: known.organization,
    connection,
    taskId,
    sessionId,
    status: statusOf(dead, conflicts),
    matchedBy: known.matchedBy.get(sessionId) ?? null,
    reason: reason ?? (ends.length === 0 ? 'the task shows it already' : null),
    effects: ends.map(({ key, state: effect, code }) => ({ key, state: effect, ...(code !== undefined && { code }) })),
    conflicts: [...conflicts],
  };
  return prisma.$transaction(async (tx) => {
    const noted = await noteApplied(tx, lease, result);
    await tx.outbox.create({ data: outboxRow(taskEvent(body, noted.told)) });
    return noted;
  });
};
