import { openConnector } from '@switchback/crm';
import { readMappingFile } from '@switchback/crm-mapping';
import { connectorContract, getJson, postJson } from './connector-contract.ts';
import type { ContractPlace } from './connector-contract.ts';

interface HubSpotRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: { readonly contacts?: { readonly results: readonly { readonly id: string }[] } };
}

connectorContract('hubspot', {
  statuses: { open: 'NOT_STARTED', inFlight: 'IN_PROGRESS', unknown: 'DONE' },
  needs: { statuses: ['IN_PROGRESS', 'COMPLETED'], callFields: ['call_mood'] },
  bodyField: 'hs_call_body',
  open: (place) => openConnector({ kind: 'hubspot', ...place }),
  makeTask: async (url, token) => {
    const objects = `${url}/crm/v3/objects`;
    const contact = await postJson<HubSpotRecord>(`${objects}/contacts`, token, { properties: { firstname: 'A' } });
    const task = await postJson<HubSpotRecord>(`${objects}/tasks`, token, {
      properties: { hs_task_status: 'NOT_STARTED', hs_task_body: 'Mine.', hs_timestamp: '2026-01-01T00:00:00Z' },
      associations: [{ to: { id: contact.id }, types: [{ associationTypeId: 204 }] }],
    });
    return { id: task.id, contactId: contact.id };
  },
  readCalls: async (url) =>
    (await getJson<HubSpotRecord[]>(`${url}/_sandbox/objects/calls`)).map(({ id, properties, associations }) => ({
      ...{ id, key: properties.voice_call_id ?? '', body: properties.hs_call_body ?? '' },
      contactIds: associations?.contacts?.results.map((contact) => contact.id) ?? [],
    })),
});

/** As the mapping file gives it, so that its schema is tried too. */
const ownSystem = ({ baseUrl, ...place }: ContractPlace) => {
  const { file, faults } = readMappingFile(`
connections:
  - name: own
    kind: http
    baseUrl: ${baseUrl}/api
    tokenFile: /none
    closedStatuses: [done]
    requests:
      readTask: { path: '/tasks/{{taskId}}', answer: { status: data.status, body: data.notes, contactIds: data.contacts.id } }
      writeTask:
        method: PATCH
        path: /tasks/{{taskId}}
        body: { status: '{{status}}', notes: '{{body}}' }
        answer: { status: data.status, body: data.notes }
      putCall:
        method: PUT
        path: /calls/{{sessionId}}
        body: { title: '{{title}}', text: '{{body}}', seconds: '{{talkSeconds}}', outcome: '{{outcome}}', more: '{{fields}}' }
        answer: { id: data.id }
      findCall: { path: '/calls/{{sessionId}}', answer: { id: data.id, fields: data.properties } }
      linkCall: { method: PUT, path: '/calls/{{callId}}/contacts/{{contactId}}' }
      check: { path: /whoami }
organizations: [{ name: demo, connection: own }]
`);
  const [connection] = file?.connections ?? [];
  if (!connection) throw new Error(JSON.stringify(faults));
  return openConnector({ ...connection, ...place });
};

interface OwnCall {
  readonly id: string;
  readonly sessionId: string;
  readonly properties: { readonly text: string };
  readonly contactIds: readonly string[];
}

connectorContract('generic HTTP', {
  statuses: { open: 'open', inFlight: 'calling', unknown: 'IN_PROGRESS' },
  needs: { statuses: ['calling', 'done'], callFields: [] },
  bodyField: 'text',
  open: ownSystem,
  makeTask: async (url, token) => {
    const made = { status: 'open', notes: 'Mine.', contactIds: ['c-1'] };
    return { id: (await postJson<{ id: string }>(`${url}/api/tasks`, token, made)).id, contactId: 'c-1' };
  },
  readCalls: async (url) =>
    (await getJson<OwnCall[]>(`${url}/_sandbox/own/calls`)).map(({ id, sessionId, properties, contactIds }) => ({
      ...{ id, key: sessionId, body: properties.text, contactIds },
    })),
});
