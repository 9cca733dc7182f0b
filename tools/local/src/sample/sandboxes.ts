import { request } from 'undici';
import type { Stack } from '../stack/stack-file.ts';

export interface CrmRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly associations?: Readonly<Record<string, { readonly results: readonly { readonly id: string }[] }>>;
}

export interface CrmWrite {
  readonly at: string;
  readonly method: string;
  readonly objectType: string;
  readonly id: string;
  readonly result: 'created' | 'updated' | 'unchanged';
}

export interface Delivery {
  readonly sessionId: string | null;
  readonly eventType: string | null;
  readonly attempts: number;
  readonly delivered: boolean;
}

const send = async <T>(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<T> => {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await request(url, {
    method,
    headers: { ...headers, ...json },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.body.text();
  if (response.statusCode >= 300) throw new Error(`${method} ${new URL(url).pathname}: ${response.statusCode}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
};

/** Both sandboxes: their control paths, and what a person would do in the CRM. */
export const sandboxes = ({ agntix, crm }: Stack) => {
  const token = { authorization: `Bearer ${crm.token ?? ''}` };
  const create = (type: string, body: unknown) =>
    send<CrmRecord>('POST', `${crm.url}/crm/v3/objects/${type}`, { headers: token, body });
  return {
    createContact: (properties: Record<string, string>) => create('contacts', { properties, associations: [] }),
    createTask: (subject: string, contactId: string) =>
      create('tasks', {
        properties: {
          hs_task_subject: subject,
          hs_task_status: 'NOT_STARTED',
          hs_task_type: 'CALL',
          hs_timestamp: new Date().toISOString(),
        },
        associations: [
          { to: { id: contactId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 204 }] },
        ],
      }),
    script: (attemptId: string, script: Record<string, unknown>) =>
      send<undefined>('PUT', `${agntix.url}/_sandbox/scripts/${attemptId}`, { body: script }),
    sendEvent: (body: unknown) => send<undefined>('POST', `${agntix.url}/_sandbox/events`, { body }),
    createChat: () =>
      send<{ id: string }>('POST', `${agntix.url}/v1/chat/chat/sessions`, {
        headers: { 'x-api-key': agntix.apiKey ?? '' },
        body: { agentId: 'sample-chat-agent', platform: 'WEB' },
      }),
    deliveries: () => send<Delivery[]>('GET', `${agntix.url}/_sandbox/deliveries`),
    writes: () => send<CrmWrite[]>('GET', `${crm.url}/_sandbox/writes`),
    records: (type: 'tasks' | 'calls') => send<CrmRecord[]>('GET', `${crm.url}/_sandbox/objects/${type}`),
  };
};
export type Sandboxes = ReturnType<typeof sandboxes>;
