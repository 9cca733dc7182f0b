import type { RunningApp } from '@switchback/testing';

/** One write as the double of the CRM has noted it. */
export interface CrmWrite {
  /** When it was committed. */
  readonly at: string;
  readonly objectType: string;
  readonly id: string;
  readonly method: string;
  readonly properties: Readonly<Record<string, string>>;
}
export interface CrmRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}
export interface LimitCounts {
  readonly allowed: number;
  readonly refused: Readonly<Record<string, number>>;
}

export const CRM_TOKEN = 't';
const HEADERS = { authorization: `Bearer ${CRM_TOKEN}`, 'content-type': 'application/json' };
const TASK_TO_CONTACT = 204;
const AT_ONCE = 32;

const post = async (url: string, type: string, body: unknown): Promise<CrmRecord> => {
  const request = { method: 'POST', headers: HEADERS, body: JSON.stringify(body) };
  return (await (await fetch(`${url}/crm/v3/objects/${type}`, request)).json()) as CrmRecord;
};

const makeTask = async (url: string): Promise<string> => {
  const contact = await post(url, 'contacts', { properties: { firstname: 'A' } });
  const task = await post(url, 'tasks', {
    properties: { hs_task_status: 'NOT_STARTED', hs_task_body: 'Mine.', hs_timestamp: '2026-01-01T00:00:00Z' },
    associations: [{ to: { id: contact.id }, types: [{ associationTypeId: TASK_TO_CONTACT }] }],
  });
  return task.id;
};

/** What a person and an observer do in the double of the CRM. */
export const crmHand = ({ url }: Pick<RunningApp, 'url'>) => {
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/_sandbox/${path}`)).json()) as T;
  return {
    /** Open tasks, each with a contact and a text; their ids. */
    makeTasks: async (count: number): Promise<string[]> => {
      const ids: string[] = [];
      const worker = async () => {
        while (ids.length < count) {
          const at = ids.push('') - 1;
          ids[at] = await makeTask(url);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return ids;
    },
    writes: () => ask<CrmWrite[]>('writes'),
    records: (type: 'tasks' | 'calls') => ask<CrmRecord[]>(`objects/${type}`),
    limits: () => ask<LimitCounts>('limits'),
    limit: async (perTenSeconds: number): Promise<void> => {
      await fetch(`${url}/_sandbox/limits`, {
        method: 'PUT',
        headers: HEADERS,
        body: JSON.stringify({ perTenSeconds }),
      });
    },
  };
};
export type CrmHand = ReturnType<typeof crmHand>;

/** Throws unless every task is completed and every call has one record: a figure of work that was not done is none. */
export const checkWritten = async (
  crm: CrmHand,
  made: readonly { readonly taskId: string; readonly sessionId: string }[],
): Promise<void> => {
  const [tasks, calls] = await Promise.all([crm.records('tasks'), crm.records('calls')]);
  const status = new Map(tasks.map(({ id, properties }) => [id, properties.hs_task_status]));
  const records = Map.groupBy(calls, ({ properties }) => properties.voice_call_id);
  const wrong = made.filter(
    ({ taskId, sessionId }) => status.get(taskId) !== 'COMPLETED' || records.get(sessionId)?.length !== 1,
  );
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${made.length} calls are not in the CRM as they should be`);
};
