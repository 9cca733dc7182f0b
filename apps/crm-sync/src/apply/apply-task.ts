import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, codeOf, dispositionOf } from '@switchback/failure';
import { addToOutbox, schedule } from '@switchback/persistence';
import { parkedDelayMs } from '../limit/parked-work.ts';
import type { TaskRef } from '../store/database.ts';
import { readProgress, releaseLease, wantMore } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';
import { claimRound, readRound } from '../store/read-round.ts';
import type { RoundRead } from '../store/read-round.ts';
import type { ApplyPorts } from './apply-ports.ts';
import { applyRound, scheduleRecheck } from './apply-round.ts';
import { parkedEvent } from './parked-event.ts';

export const APPLY_WORK = 'apply';
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 500;
/** Beyond a lease: time for who takes it over. */
const WAIT_BEYOND_LEASE_MS = 5_000;
const HELD_AGAIN_MS = 2_000;
const TRIES = 3;

/** What a fresh read and a new plan may mend at once. */
const isMended = (error: unknown): boolean =>
  ['CRM_CONFLICT', 'CRM_UNCERTAIN', 'CRM_RECORD_GONE'].includes(codeOf(error));

interface Held {
  readonly lease: Lease;
  readonly read: RoundRead;
}

const roundsUntilDone = async (ports: ApplyPorts, { lease, read: first }: Held): Promise<void> => {
  let read = first;
  for (let failures = 0; ;) {
    try {
      if ((await applyRound(ports, lease, read)) <= read.wanted) return;
    } catch (error) {
      if (codeOf(error) === 'CRM_UNCERTAIN') await scheduleRecheck(ports, lease);
      if (!isMended(error) || (failures += 1) >= TRIES) throw error;
    }
    read = await readRound(ports.db, lease);
  }
};

/** When to try again: where the other side said so, and after an uncertain end once it can no longer come late. */
const retryAtOf = ({ settleMs }: ApplyPorts, error: unknown): Date | undefined => {
  const given = error instanceof Failure ? error.retryAt : undefined;
  return given ?? (codeOf(error) === 'CRM_UNCERTAIN' ? new Date(Date.now() + settleMs) : undefined);
};

/** What the task needs is away: its work becomes a due row, in the transaction that gives the lease back and tells so. */
const park = async (ports: ApplyPorts, lease: Lease, error: unknown): Promise<void> => {
  const reason = codeOf(error);
  const { connection, taskId } = lease;
  const event = parkedEvent(await readRound(ports.db, lease), lease, reason);
  await ports.db.transaction(async (tx) => {
    const delayMs = await parkedDelayMs(tx, { connection, error, retryAt: retryAtOf(ports, error) });
    const told = await releaseLease(tx, lease, { state: 'parked', reason, tells: event !== undefined });
    await schedule(tx, { organization: connection, kind: APPLY_WORK, subject: taskId, attempt: 1, reason, delayMs });
    if (told !== undefined && event) await addToOutbox(tx, event(told));
  });
  ports.wakeRelay();
};

/** The CRM's own troubles are parked, whatever they are; ours go back to who called. */
const isParkable = (error: unknown): boolean =>
  ['park', 'uncertain', 'dead-letter'].includes(dispositionOf(error)) ||
  ['CRM_CONFLICT', 'CRM_LOCKED'].includes(codeOf(error));

const applyHeld = async (ports: ApplyPorts, held: Held): Promise<void> => {
  const { lease } = held;
  try {
    await roundsUntilDone(ports, held);
  } catch (error) {
    const code = codeOf(error);
    if (!isParkable(error)) {
      await releaseLease(ports.db, lease, { state: 'idle', reason: code });
      throw error;
    }
    await park(ports, lease, error);
    const { connection, taskId } = lease;
    ports.logger.warn({ event: 'crm.parked', connection, taskId, code }, 'the task waits for its connection');
  }
};

/** Who in this process works on a task: the others wait for it instead of asking the database. */
const inThisProcess = new WeakMap<ApplyPorts['db'], Map<string, Promise<unknown>>>();

const runningOf = ({ db }: ApplyPorts): Map<string, Promise<unknown>> => {
  const running = inThisProcess.get(db) ?? new Map<string, Promise<unknown>>();
  inThisProcess.set(db, running);
  return running;
};

const keyOf = ({ connection, taskId }: TaskRef): string => JSON.stringify([connection, taskId]);

/** Claims and applies; false when another process has the lease. */
const tryApply = async (ports: ApplyPorts, task: TaskRef): Promise<boolean> => {
  const running = runningOf(ports);
  const key = keyOf(task);
  const work = (async () => {
    const held = await claimRound(ports.db, task, ports.leaseMs);
    if (held) await applyHeld(ports, held);
    return held !== undefined;
  })();
  running.set(key, work);
  try {
    return await work;
  } finally {
    if (running.get(key) === work) running.delete(key);
  }
};

/**
 * Brings a task to `number`: under its lease, or by waiting for who has it. Resolves when `applied` has reached the
 * number, or the work is parked; throws what is to be retried.
 */
export const applyTask = async (ports: ApplyPorts, task: TaskRef & { wanted: bigint }): Promise<void> => {
  const until = Date.now() + ports.leaseMs + WAIT_BEYOND_LEASE_MS;
  let waitMs = FIRST_WAIT_MS;
  for (let isFirst = true; ; isFirst = false) {
    const other = runningOf(ports).get(keyOf(task));
    if (other) await other.catch(() => undefined);
    if (other || !isFirst) {
      const { applied, state } = await readProgress(ports.db, task);
      if (applied >= task.wanted || state === 'parked') return;
      if (runningOf(ports).has(keyOf(task))) continue;
    }
    if (await tryApply(ports, task)) return;
    if (Date.now() > until) throw new Failure('LEASE_LOST', { detail: 'the holder of the lease did not finish' });
    await sleep(waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
};

/** Applies a parked task that is due. Throws when it cannot be applied yet, so that the poller postpones it. */
export const applyParked = async (ports: ApplyPorts, task: TaskRef): Promise<void> => {
  const held = await claimRound(ports.db, task, ports.leaseMs);
  if (!held) throw new Failure('LEASE_LOST', { retryAt: new Date(Date.now() + HELD_AGAIN_MS) });
  try {
    await roundsUntilDone(ports, held);
  } catch (error) {
    await releaseLease(ports.db, held.lease, { state: 'parked', reason: codeOf(error) });
    const retryAt = retryAtOf(ports, error);
    throw retryAt ? new Failure(codeOf(error), { cause: error, retryAt }) : error;
  }
};

/** Looks at a task again; nothing of before can come late any more. */
export const recheckTask = async (ports: ApplyPorts, task: TaskRef): Promise<void> => {
  await applyTask(ports, { ...task, wanted: await wantMore(ports.db, task) });
};
