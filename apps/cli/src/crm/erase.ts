import { askCrmSync } from './crm-sync-api.ts';
import type { ApiOptions } from './crm-sync-api.ts';

export interface EraseOptions extends ApiOptions {
  organization: string;
  session: string;
  dryRun?: boolean;
}

interface Erased {
  connection: string | null;
  taskId: string | null;
  remoteIds: string[];
}

/** `switchback crm erase`: removes what crm-sync keeps of a session; says what of it stands in the CRM. */
export const erase = async ({ organization, session, dryRun = false, ...options }: EraseOptions): Promise<void> => {
  const body = { organization, sessionId: session, dryRun };
  const { erased } = await askCrmSync<{ erased: Erased | null }>(options, '/v1/erasures', body);
  const done = dryRun ? 'would be erased (dry run)' : 'is erased for good';
  process.stdout.write(erased ? `${session} ${done}.\n` : `Of ${session} nothing is known.\n`);
  if (!erased?.connection) return;
  const records = erased.remoteIds.length === 0 ? 'no record' : `records ${erased.remoteIds.join(', ')}`;
  process.stdout.write(
    `In ${erased.connection} stay: ${records}, and its section in task ${erased.taskId ?? 'none'}.\n`,
  );
};
