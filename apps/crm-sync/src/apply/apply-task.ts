import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, codeOf, dispositionOf } from '@switchback/failure';
import { backOffMs, schedule } from '@switchback/persistence';
import type { TaskRef } from '../store/database.ts';
import { claimLease, readProgress, releaseLease } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';
import type { ApplyPorts } from './apply-ports.ts';
import { applyRound } from './apply-round.ts';

export const APPLY_WORK = 'apply';
const POLL_MS = 20;
const WAIT_FOR_HOLDER_MS = 35_000;

const roundsUntilDone = async (ports: ApplyPorts, lease: Lease): Promise<void> => {
  while (await applyRound(ports, lease));
};

/** What the connection needs is away: the task's work becomes a due row, in the transaction that gives the lease back. */
const park = (ports: ApplyPorts, lease: Lease, error: unknown): Promise<void> =>
  ports.prisma.$transaction(async (tx) => {
    const reason = codeOf(error);
    const delayMs = backOffMs(1, error instanceof Failure ? error.retryAt : undefined);
    await releaseLease(tx, lease, { state: 'parked', reason });
    await schedule(tx, {
      organization: lease.connection,
      kind: APPLY_WORK,
      subject: lease.taskId,
      attempt: 1,
      reason,
      delayMs,
    });
  });

const settleFailure = async (ports: ApplyPorts, lease: Lease, error: unknown): Promise<void> => {
  const { connection, taskId } = lease;
  const code = codeOf(error);
  switch (dispositionOf(error)) {
    case 'park':
      await park(ports, lease, error);
      ports.logger.warn({ event: 'crm.parked', connection, taskId, code }, 'the task waits for its connection');
      return;
    case 'dead-letter':
      await releaseLease(ports.prisma, lease, { state: 'dead', reason: code });
      ports.logger.error(
        { event: 'crm.refused', connection, taskId, code, error },
        'the CRM refuses what is to be written; the next event of the task tries again',
      );
      return;
    default:
      await releaseLease(ports.prisma, lease, { state: 'idle', reason: code });
      throw error;
  }
};

/**
 * Brings a task to `number`: under its lease, or by waiting for who has it. Resolves when `applied` has reached the
 * number, or the work is parked or dead; throws what is to be retried.
 */
export const applyTask = async (ports: ApplyPorts, task: TaskRef & { wanted: bigint }): Promise<void> => {
  const until = Date.now() + WAIT_FOR_HOLDER_MS;
  for (;;) {
    const { applied, state } = await readProgress(ports.prisma, task);
    if (applied >= task.wanted || state === 'parked') return;
    const lease = await claimLease(ports.prisma, task);
    if (lease) {
      try {
        await roundsUntilDone(ports, lease);
      } catch (error) {
        await settleFailure(ports, lease, error);
      }
      return;
    }
    if (Date.now() > until) throw new Failure('LEASE_LOST', { detail: 'the holder of the lease did not finish' });
    await sleep(POLL_MS);
  }
};

/** Applies a parked task that is due. Throws when it cannot be applied yet, so that the poller postpones it. */
export const applyParked = async (ports: ApplyPorts, task: TaskRef): Promise<void> => {
  const lease = await claimLease(ports.prisma, task);
  if (!lease) throw new Failure('LEASE_LOST');
  try {
    await roundsUntilDone(ports, lease);
  } catch (error) {
    await releaseLease(ports.prisma, lease, { state: 'parked', reason: codeOf(error) });
    throw error;
  }
};
