import type { OutgoingRecord } from '@switchback/contracts';
import { foldFacts } from '@switchback/crm-mapping';
import type { Lease } from '../store/lease.ts';
import type { RoundRead } from '../store/read-round.ts';
import { taskEvent } from './task-synced-event.ts';

/** The event that says that a task waits and for what, once its revision is known; none for a task without facts. */
export const parkedEvent = (
  { known: { organization, facts, matchedBy } }: RoundRead,
  lease: Lease,
  reason: string,
): ((revision: bigint) => OutgoingRecord) | undefined => {
  const sessionId = foldFacts(facts)?.latest.sessionId;
  if (organization === undefined || sessionId === undefined) return undefined;
  const { connection, taskId } = lease;
  const found = matchedBy.get(sessionId) ?? null;
  const body = { organization, connection, taskId, sessionId, status: 'parked', matchedBy: found, reason } as const;
  return (revision) => taskEvent({ ...body, effects: [], conflicts: [] }, revision);
};
