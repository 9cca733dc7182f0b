import type { OutgoingRecord } from '@switchback/contracts';
import { foldFacts } from '@switchback/crm-mapping';
import type { Lease } from '../store/lease.ts';
import { readFacts } from '../store/read-facts.ts';
import type { ApplyPorts } from './apply-ports.ts';
import { taskEvent } from './task-synced-event.ts';

/** The event that says that a task waits and for what, once its revision is known; none for a task without facts. */
export const parkedEvent = async (
  { prisma }: Pick<ApplyPorts, 'prisma'>,
  lease: Lease,
  reason: string,
): Promise<((revision: bigint) => OutgoingRecord) | undefined> => {
  const { organization, facts, matchedBy } = await readFacts(prisma, lease);
  const sessionId = foldFacts(facts)?.latest.sessionId;
  if (organization === undefined || sessionId === undefined) return undefined;
  const { connection, taskId } = lease;
  const found = matchedBy.get(sessionId) ?? null;
  const body = { organization, connection, taskId, sessionId, status: 'parked', matchedBy: found, reason } as const;
  return (revision) => taskEvent({ ...body, effects: [], conflicts: [] }, revision);
};
