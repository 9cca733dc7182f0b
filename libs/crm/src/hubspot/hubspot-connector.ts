import { codeOf } from '@switchback/failure';
import type { OutcomeValue } from '@switchback/contracts';
import type { CallRecord, Capabilities, CrmConnector, ShownTask, TaskPatch, TaskSnapshot } from '../port.ts';
import { HubSpotHttp } from './hubspot-http.ts';
import type { HubSpotSettings } from './hubspot-http.ts';

const OBJECTS = '/crm/v3/objects';
/** The unique property of call records that holds the session id. */
const CALL_KEY = 'voice_call_id';

const callStatus: Record<OutcomeValue, string> = {
  connected: 'COMPLETED',
  voicemail: 'COMPLETED',
  no_answer: 'NO_ANSWER',
  busy: 'BUSY',
  failed: 'FAILED',
  expired: 'FAILED',
  unknown: 'COMPLETED',
};

interface HubSpotObject {
  id: string;
  properties: Record<string, string | null>;
  associations?: { contacts?: { results: { id: string }[] } };
}

const capabilities: Capabilities = {
  cas: 'none',
  keyedCreate: 'upsert',
  callRecord: 'separate',
  closedStatuses: ['COMPLETED'],
  bodyMax: 65_536,
};

// On a task hs_timestamp is the due date: never part of a patch.
const taskProperties = ({ status, body }: TaskPatch): Record<string, string> => ({
  ...(status !== undefined && { hs_task_status: status }),
  ...(body !== undefined && { hs_task_body: body }),
});

// Every property value is a string (HubSpot's OpenAPI).
const callProperties = (key: string, record: CallRecord): Record<string, string> => ({
  ...record.fields,
  hs_timestamp: record.startedAt,
  hs_call_title: record.title,
  hs_call_body: record.body,
  hs_call_direction: record.direction,
  hs_call_status: callStatus[record.outcome],
  hs_call_external_id: key,
  hs_call_source: 'INTEGRATIONS_PLATFORM',
  ...(record.talkSeconds !== null && { hs_call_duration: String(Math.round(record.talkSeconds * 1_000)) }),
});

/** HubSpot by private app token: task status and body, a call record per session by unique property, links to contacts. */
class HubSpotConnector implements CrmConnector {
  readonly kind = 'hubspot';
  readonly capabilities = capabilities;
  readonly #http: HubSpotHttp;

  constructor(settings: HubSpotSettings) {
    this.#http = new HubSpotHttp(settings);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async provision(): Promise<void> {
    const body = {
      name: CALL_KEY,
      label: 'Voice call id',
      groupName: 'call_information',
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    };
    try {
      await this.#http.send({ method: 'POST', path: '/crm/v3/properties/calls', body });
    } catch (error) {
      if (codeOf(error) !== 'CRM_CONFLICT') throw error;
    }
  }

  async readTask(id: string): Promise<TaskSnapshot | null> {
    const path = `${OBJECTS}/tasks/${encodeURIComponent(id)}?properties=hs_task_status,hs_task_body&associations=contacts`;
    try {
      const { properties, associations } = await this.#http.send<HubSpotObject>({ method: 'GET', path });
      const contactIds = [...new Set(associations?.contacts?.results.map((contact) => contact.id))];
      return { status: properties.hs_task_status ?? '', body: properties.hs_task_body ?? '', contactIds };
    } catch (error) {
      if (codeOf(error) === 'CRM_RECORD_GONE') return null;
      throw error;
    }
  }

  async writeTask(id: string, patch: TaskPatch): Promise<ShownTask> {
    const { properties } = await this.#http.send<Partial<HubSpotObject>>({
      method: 'PATCH',
      path: `${OBJECTS}/tasks/${encodeURIComponent(id)}`,
      body: { properties: taskProperties(patch) },
    });
    const { hs_task_status: status, hs_task_body: body } = properties ?? {};
    return { ...(typeof status === 'string' && { status }), ...(typeof body === 'string' && { body }) };
  }

  async findCall(key: string): Promise<string | null> {
    // batch/read by the unique property: search is indexed with a delay.
    const body = { idProperty: CALL_KEY, inputs: [{ id: key }], properties: [CALL_KEY] };
    const { results } = await this.#http.send<{ results: HubSpotObject[] }>({
      method: 'POST',
      path: `${OBJECTS}/calls/batch/read`,
      body,
      kind: 'read',
    });
    return results[0]?.id ?? null;
  }

  async putCall(key: string, record: CallRecord): Promise<string> {
    const inputs = [{ id: key, idProperty: CALL_KEY, properties: callProperties(key, record) }];
    const { results } = await this.#http.send<{ results: HubSpotObject[] }>({
      method: 'POST',
      path: `${OBJECTS}/calls/batch/upsert`,
      body: { inputs },
    });
    return results[0]?.id ?? '';
  }

  async linkCall(callId: string, contactId: string): Promise<void> {
    const path = `/crm/v4/objects/calls/${encodeURIComponent(callId)}/associations/default/contacts/${encodeURIComponent(contactId)}`;
    await this.#http.send({ method: 'PUT', path });
  }
}

export const hubSpotConnector = (settings: HubSpotSettings): CrmConnector => new HubSpotConnector(settings);
