import type { TaskSnapshot } from '@switchback/crm';
import { foldFacts } from '@switchback/crm-mapping';
import type { Desired } from '@switchback/crm-mapping';
import { Failure } from '@switchback/failure';
import { schedule } from '@switchback/persistence';
import type { FieldLedger } from '../plan/field-ledger.ts';
import { planEffects } from '../plan/plan-effects.ts';
import { readLedger } from '../store/ledger.ts';
import type { ReadLedger } from '../store/ledger.ts';
import { noteApplied } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';
import { noteFields, noteLeftOpen, noteSettled } from '../store/note-effect.ts';
import { readFacts } from '../store/read-facts.ts';
import type { ApplyPorts } from './apply-ports.ts';
import { noteGone, noteSynced } from './note-round.ts';
import type { RoundEnd } from './note-round.ts';
import { runEffect } from './run-effect.ts';
import type { EffectEnd } from './run-effect.ts';

export const RECHECK_WORK = 'recheck';
/** A transcript that could not be had yet. */
export const TRANSCRIPT_WORK = 'transcript';
const TRANSCRIPT_AGAIN_MS = 60_000;

/** Has the task looked at again when nothing of before can come late any more. */
export const scheduleRecheck = (ports: ApplyPorts, { connection, taskId }: Lease): Promise<void> =>
  schedule(ports.prisma, {
    organization: connection,
    kind: RECHECK_WORK,
    subject: taskId,
    attempt: 1,
    reason: 'CRM_UNCERTAIN',
    delayMs: ports.settleMs + 1_000,
  });

/** Has the task looked at again when the transcript service may be back. */
const scheduleTranscript = ({ prisma }: ApplyPorts, { connection, taskId }: Lease): Promise<void> =>
  schedule(prisma, {
    ...{ organization: connection, kind: TRANSCRIPT_WORK, subject: taskId, attempt: 1 },
    ...{ reason: 'TRANSCRIPT_UNAVAILABLE', delayMs: TRANSCRIPT_AGAIN_MS },
  });

const isChanged = (plan: ReadonlyMap<string, FieldLedger>, known: ReadonlyMap<string, FieldLedger>): boolean =>
  [...plan].some(([name, field]) => known.get(name) !== field);

const connectionOf = ({ connectors, presentations }: ApplyPorts, { connection }: Lease) => {
  const [connector, presentation] = [connectors.get(connection), presentations.get(connection)];
  if (!connector || !presentation)
    throw new Failure('CRM_NOT_CONFIGURED', { detail: 'the policy names no such connection' });
  return { connector, presentation };
};

const runPlan = async (
  ports: ApplyPorts,
  lease: Lease,
  of: { desired: Desired; task: TaskSnapshot; ledger: ReadLedger },
): Promise<Pick<RoundEnd, 'plan' | 'ends'>> => {
  const { desired, task, ledger } = of;
  const { connector, presentation } = connectionOf(ports, lease);
  if (ledger.isLeftOpen) {
    await scheduleRecheck(ports, lease);
    await noteLeftOpen(ports.prisma, lease, ports.settleMs);
  }
  const plan = planEffects(desired, task, { ledger, presentation, capabilities: connector.capabilities });
  // With an effect that names them they are noted together with its intent.
  const isNotedLater = plan.effects.length === 1 && plan.effects[0]?.kind === 'task' && plan.fields.size === 1;
  if (!isNotedLater && isChanged(plan.fields, ledger.fields)) await noteFields(ports.prisma, lease, plan.fields);
  const remoteIds = new Map(
    [...ledger.settled].flatMap(([key, { remoteId }]) => (remoteId === null ? [] : [[key, remoteId] as const])),
  );
  const ends: EffectEnd[] = [];
  const { prisma: db, settleMs, readTranscript } = ports;
  const run = { db, connector, lease, settleMs, fields: plan.fields, remoteIds, readTranscript };
  for (const effect of plan.effects) ends.push(await runEffect(run, effect));
  if (ledger.isDue) await noteSettled(ports.prisma, lease);
  if (ends.some(({ state }) => state === 'waiting')) await scheduleTranscript(ports, lease);
  return { plan, ends };
};

const report = ({ logger }: ApplyPorts, { connection, taskId }: Lease, { plan, ends, before }: RoundEnd): void => {
  const fresh = plan.conflicts.filter((field) => !before.reported.includes(field));
  if (fresh.length > 0)
    logger.warn({ event: 'crm.conflict', connection, taskId, reason: fresh.join(',') }, "a person's edit wins");
  for (const { key, state, code } of ends)
    if (state === 'dead')
      logger.error(
        { event: 'crm.refused', connection, taskId, effect: key, code },
        'the CRM refuses what is to be written',
      );
};

/**
 * One round under the lease: read the facts (after `applied` was read), the ledger and the task, fold, plan, write, note.
 * Gives the number that is wanted now.
 */
export const applyRound = async (ports: ApplyPorts, lease: Lease, applied: bigint): Promise<bigint> => {
  const [known, ledger, task] = await Promise.all([
    readFacts(ports.prisma, lease),
    readLedger(ports.prisma, lease),
    connectionOf(ports, lease).connector.readTask(lease.taskId),
  ]);
  const { organization } = known;
  const desired = foldFacts(known.facts);
  // Every session of it was erased.
  if (!desired || organization === undefined)
    return (await noteApplied(ports.prisma, lease, { applied, state: 'idle', reason: null })).wanted;
  if (!task) {
    const { wanted } = await noteGone(ports, lease, { organization, applied });
    ports.wakeRelay();
    return wanted;
  }
  const { plan, ends } = await runPlan(ports, lease, { desired, task, ledger });
  const end = { known: { ...known, organization }, applied, desired, plan, ends, before: ledger };
  const { wanted } = await noteSynced(ports, lease, end);
  report(ports, lease, end);
  ports.wakeRelay();
  return wanted;
};
