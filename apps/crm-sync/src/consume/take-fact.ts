import type { OrganizationPolicy, SeenEvent } from '@switchback/crm-mapping';
import type { ApplyPorts } from '../apply/apply-ports.ts';
import { applyTask } from '../apply/apply-task.ts';
import { unmatchedEvent } from '../apply/task-synced-event.ts';
import { storeFact } from '../store/store-fact.ts';

/** Stores a fact, and has its task applied. A fact that was seen before has it looked at again. */
export const takeFact = async (
  ports: ApplyPorts,
  organizations: ReadonlyMap<string, OrganizationPolicy>,
  seen: SeenEvent,
): Promise<void> => {
  const { organization, sessionId } = seen;
  const policy = organizations.get(organization);
  if (!policy) {
    ports.logger.error(
      { event: 'crm.organization-unknown', organization, sessionId },
      'the policy does not name this organization; its events are passed over',
    );
    return;
  }
  const { connection } = policy;
  const told: string[] = [];
  const stored = await storeFact(ports.db, { ...seen, policy }, (reason) => {
    told.push(reason);
    return unmatchedEvent({ organization, connection, sessionId, reason });
  });
  // A parked task waits for its due time, with this fact: its connection is not asked again for each event.
  if (stored && stored.state !== 'parked') await applyTask(ports, stored);
  else if (told.length > 0) ports.wakeRelay();
};
