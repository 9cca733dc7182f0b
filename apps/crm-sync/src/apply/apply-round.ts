import type { TaskSnapshot } from '@switchback/crm';
import { foldFacts } from '@switchback/crm-mapping';
import type { Desired } from '@switchback/crm-mapping';
import { Failure } from '@switchback/failure';
import { schedule } from '@switchback/persistence';
import type { FieldLedger } from '../plan/field-ledger.ts';
import { planEffects } from '../plan/plan-effects.ts';
import type { ReadLedger } from '../store/ledger-of.ts';
import type { Lease } from '../store/lease.ts';
import { noteLeftOpen, noteResult, noteSettled } from '../store/note-effect.ts';
import type { RoundRead } from '../store/read-round.ts';
import type { ApplyPorts } from './apply-ports.ts';
import { noteGone, noteNothing, noteSynced } from './note-round.ts';
import type { RoundEnd } from './note-round.ts';
import { runEffect } from './run-effect.ts';
import type { EffectEnd, EffectRun } from './run-effect.ts';

export const RECHECK_WORK = 'recheck';
/** A transcript that could not be had yet. */
export const TRANSCRIPT_WORK = 'transcript';
const TRANSCRIPT_AGAIN_MS = 60_000;

/** Has the task looked at again when nothing of before can come late any more. */
export const scheduleRecheck = (ports: ApplyPorts, { connection, taskId }: Lease): Promise<void> =>
  schedule(ports.db, {
    organization: connection,
    kind: RECHECK_WORK,
    subject: taskId,
    attempt: 1,
    reason: 'CRM_UNCERTAIN',
    delayMs: ports.settleMs + 1_000,
  });

/** Has the task looked at again when the transcript service may be back. */
const scheduleTranscript = ({ db }: ApplyPorts, { connection, taskId }: Lease): Promise<void> =>
  schedule(db, {
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
): Promise<Pick<RoundEnd, 'plan' | 'ends' | 'unnoted'>> => {
  const { desired, task, ledger } = of;
  const { connector, presentation } = connectionOf(ports, lease);
  if (ledger.isLeftOpen) {
    await scheduleRecheck(ports, lease);
    await noteLeftOpen(ports.db, lease, ports.settleMs);
  }
  const plan = planEffects(desired, task, { ledger, presentation, capabilities: connector.capabilities });
  const remoteIds = new Map(
    [...ledger.settled].flatMap(([key, { remoteId }]) => (remoteId === null ? [] : [[key, remoteId] as const])),
  );
  const ends: EffectEnd[] = [];
  const { db, settleMs, readTranscript } = ports;
  const unnoted = { fields: isChanged(plan.fields, ledger.fields) ? plan.fields : new Map() };
  const run: EffectRun = { db, connector, lease, settleMs, fields: plan.fields, unnoted, remoteIds, readTranscript };
  for (const effect of plan.effects) ends.push(await runEffect(run, effect));
  if (ledger.isDue) {
    await noteResult(db, lease, { ...run.unnoted, settleMs });
    run.unnoted = { fields: new Map() };
    await noteSettled(db, lease);
  }
  if (ends.some(({ state }) => state === 'waiting')) await scheduleTranscript(ports, lease);
  return { plan, ends, unnoted: run.unnoted };
};

const report = ({ logger }: ApplyPorts, { connection, taskId }: Lease, { plan, ends, read }: RoundEnd): void => {
  const fresh = plan.conflicts.filter((field) => !read.ledger.reported.includes(field));
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
 * One round under the lease: read the task, fold, plan, write, note. What it starts from was read after the claim. Gives
 * the number that is wanted now.
 */
export const applyRound = async (ports: ApplyPorts, lease: Lease, read: RoundRead): Promise<bigint> => {
  const { known, ledger } = read;
  const { organization } = known;
  const { connector } = connectionOf(ports, lease);
  const desired = foldFacts(known.facts);
  // Every session of it was erased.
  if (!desired || organization === undefined)
    return noteNothing(ports.db, lease, { read, settleMs: ports.settleMs, reason: null });
  const task = await connector.readTask(lease.taskId);
  if (!task) {
    const wanted = await noteGone(ports, lease, { organization, read });
    ports.wakeRelay();
    return wanted;
  }
  const end = { read, organization, desired, ...(await runPlan(ports, lease, { desired, task, ledger })) };
  const wanted = await noteSynced(ports, lease, end);
  report(ports, lease, end);
  ports.wakeRelay();
  return wanted;
};
