import type { OrganizationPolicy } from '@switchback/crm-mapping';
import type { ApplyPorts } from '../apply/apply-ports.ts';
import type { SessionRef } from '../correlate/find-task.ts';
import { rematch } from '../correlate/rematch-session.ts';
import { scheduleLook } from '../correlate/schedule-look.ts';

const MOST = 1_000;

export interface Rematched {
  /** Unmatched sessions that were looked at, up to 1,000. */
  readonly looked: number;
  /** Where they belong by now; a task that was not in the CRM is asked for once more. */
  readonly matched: readonly (SessionRef & { readonly connection: string; readonly taskId: string })[];
}

/** Looks at an organization's unmatched sessions again, with the mapping of today; the newest first. */
export const rematchAll = async (
  ports: ApplyPorts,
  policy: OrganizationPolicy,
  { maxAgeHours, isDryRun }: { maxAgeHours: number; isDryRun: boolean },
): Promise<Rematched> => {
  const rows = await ports.db.rows<{ session_id: string }>`
    SELECT session_id FROM session WHERE organization = ${policy.name} AND unmatched_reason IS NOT NULL
      AND seen_at > now() - ${maxAgeHours}::float8 * interval '1 hour' ORDER BY seen_at DESC LIMIT ${MOST}`;
  const matched: Rematched['matched'][number][] = [];
  for (const { session_id: sessionId } of rows) {
    const task = await rematch(ports, policy, { organization: policy.name, sessionId, isDryRun });
    if (!task) continue;
    const { connection, taskId } = task;
    matched.push({ organization: policy.name, sessionId, connection, taskId });
    if (!isDryRun) await scheduleLook(ports.db, { connection, taskId }, 'rematched by an operator');
  }
  return { looked: rows.length, matched };
};
