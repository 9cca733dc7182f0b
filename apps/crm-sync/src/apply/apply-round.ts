import type { TaskSnapshot } from '@switchback/crm';
import { Failure } from '@switchback/failure';
import { outboxRow } from '@switchback/persistence';
import { foldFacts } from '../fold/fold-facts.ts';
import type { Desired } from '../fold/fold-facts.ts';
import { planEffects } from '../plan/plan-effects.ts';
import type { Plan } from '../plan/plan-effects.ts';
import { noteWrittenStatus, readFacts, readLedger } from '../store/ledger.ts';
import { noteApplied, readProgress } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';
import type { ApplyPorts } from './apply-ports.ts';
import { runEffect } from './run-effect.ts';
import { taskEvent, unmatchedEvent } from './task-synced-event.ts';

/** The task does not exist in the CRM: its sessions are unmatched, with the reason, and nothing is tried again. */
const noteGone = async (
  { prisma }: ApplyPorts,
  lease: Lease,
  of: { organization: string; applied: bigint },
): Promise<bigint> => {
  const { connection, taskId } = lease;
  const reason = 'task not in the CRM';
  return prisma.$transaction(async (tx) => {
    const sessions = await tx.$queryRaw<{ session_id: string }[]>`
      UPDATE session SET unmatched_reason = ${reason} WHERE connection = ${connection} AND task_id = ${taskId} AND unmatched_reason IS NULL RETURNING session_id`;
    for (const { session_id: sessionId } of sessions) {
      await tx.outbox.create({
        data: outboxRow(unmatchedEvent({ organization: of.organization, connection, sessionId, taskId, reason })),
      });
    }
    return noteApplied(tx, lease, of.applied);
  });
};

const noteSynced = async (
  { prisma }: ApplyPorts,
  lease: Lease,
  done: { organization: string; applied: bigint; desired: Desired; plan: Plan },
): Promise<bigint> => {
  const { organization, applied, desired, plan } = done;
  const { connection, taskId } = lease;
  return prisma.$transaction(async (tx) => {
    if (plan.effects.length > 0 || plan.conflicts.length > 0) {
      const status = plan.conflicts.length > 0 ? 'conflict' : 'synced';
      const reason = plan.conflicts.length > 0 ? `changed by a person: ${plan.conflicts.join(', ')}` : null;
      const effects = plan.effects.map(({ key }) => ({ key, state: 'done' }));
      const body = {
        organization,
        connection,
        taskId,
        sessionId: desired.latest.sessionId,
        status,
        matchedBy: null,
        reason,
        effects,
      } as const;
      await tx.outbox.create({ data: outboxRow(taskEvent(body, applied)) });
    }
    return noteApplied(tx, lease, applied);
  });
};

const runPlan = async (
  ports: ApplyPorts,
  lease: Lease,
  of: { desired: Desired; task: TaskSnapshot },
): Promise<Plan> => {
  const connector = ports.connectors.get(lease.connection);
  if (!connector) throw new Failure('UNEXPECTED', { detail: 'the policy names no such connection' });
  const ledger = await readLedger(ports.prisma, lease);
  const plan = planEffects(of.desired, of.task, {
    ledger,
    statuses: ports.statuses,
    capabilities: connector.capabilities,
  });
  // A crash after the request and before its result: the CRM shows what was to be written, so it is ours.
  const wanted = of.desired.latest.final ? ports.statuses[of.desired.latest.outcome] : ports.statuses.inFlight;
  if (ledger.status && ledger.status.written !== wanted && of.task.status === wanted)
    await noteWrittenStatus(ports.prisma, lease, wanted);
  const remoteIds = new Map(
    [...ledger.done].flatMap(([key, { remoteId }]) => (remoteId === null ? [] : [[key, remoteId] as const])),
  );
  for (const effect of plan.effects)
    await runEffect({ db: ports.prisma, connector, lease, task: of.task, remoteIds }, effect);
  if (plan.conflicts.length > 0)
    ports.logger.warn(
      { event: 'crm.conflict', connection: lease.connection, taskId: lease.taskId, reason: plan.conflicts.join(',') },
      "a person's edit wins",
    );
  return plan;
};

/** One round under the lease: read the facts (after the claim), fold, read the task, plan, write, note. True when there is news. */
export const applyRound = async (ports: ApplyPorts, lease: Lease): Promise<boolean> => {
  const { wanted: applied } = await readProgress(ports.prisma, lease);
  const { organization, facts } = await readFacts(ports.prisma, lease);
  const desired = foldFacts(facts);
  const connector = ports.connectors.get(lease.connection);
  if (!desired || organization === undefined || !connector)
    throw new Failure('UNEXPECTED', { detail: 'a task without facts or connection' });
  const task = await connector.readTask(lease.taskId);
  const wanted = task
    ? await noteSynced(ports, lease, {
        organization,
        applied,
        desired,
        plan: await runPlan(ports, lease, { desired, task }),
      })
    : await noteGone(ports, lease, { organization, applied });
  ports.wakeRelay();
  return wanted > applied;
};
