import { Failure, codeOf } from '@switchback/failure';
import type { OutcomeValue } from '@switchback/contracts';
import type {
  CallRecord,
  Capabilities,
  CrmConnector,
  FoundCall,
  Gate,
  SetupFinding,
  SetupNeeds,
  ShownTask,
  TaskPatch,
  TaskSnapshot,
} from '../port.ts';
import { CrmHttp } from '../request/crm-http.ts';
import { isPathSegment } from '../request/path-segment.ts';
import { filled } from '../request/filled.ts';
import { CallBatch } from './call-batch.ts';
import type { BatchItem } from './call-batch.ts';
import { CALL_KEY, checkSetup, provisionSetup } from './hubspot-setup.ts';
import { rate } from './rate.ts';

export interface HubSpotSettings {
  readonly baseUrl: string;
  /** Private app token. */
  readonly token: string;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs?: number;
  readonly gate?: Gate;
}

const OBJECTS = '/crm/v3/objects';

/** An id as part of a path. What a URL would take for another path is the id of nothing. */
const segment = (id: string): string => {
  if (!isPathSegment(id)) throw new Failure('CRM_RECORD_GONE', { detail: 'an id that no path can hold' });
  return encodeURIComponent(id);
};

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
  objectWriteTraceId?: string;
  associations?: { contacts?: { results: { id: string }[] } };
}

const capabilities: Capabilities = {
  cas: 'none',
  keyedCreate: 'upsert',
  callRecord: 'separate',
  closedStatuses: ['COMPLETED'],
  batch: { max: 100, poisonsWhole: true },
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
  readonly #http: CrmHttp;
  /** Without the gate: a batch takes its permit before it is put together. */
  readonly #admitted: CrmHttp;
  readonly #calls: CallBatch;

  constructor({ baseUrl, token, timeoutMs, gate }: HubSpotSettings) {
    const settings = { baseUrl, timeoutMs, rate, headers: { authorization: `Bearer ${token}` } };
    this.#http = new CrmHttp({ ...settings, gate });
    const observe = gate && ((facts: Parameters<Gate['observe']>[0]) => gate.observe(facts));
    this.#admitted = new CrmHttp({ ...settings, gate: observe && { admit: () => Promise.resolve(), observe } });
    this.#calls = new CallBatch((items) => this.#upsert(items), {
      admit: () => gate?.admit() ?? Promise.resolve(),
      max: 100,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#http.close(), this.#admitted.close()]);
  }

  check(needs: SetupNeeds): Promise<readonly SetupFinding[]> {
    return checkSetup(this.#http, needs);
  }

  provision(needs: SetupNeeds): Promise<readonly string[]> {
    return provisionSetup(this.#http, needs);
  }

  async readTask(id: string): Promise<TaskSnapshot | null> {
    try {
      const path = `${OBJECTS}/tasks/${segment(id)}?properties=hs_task_status,hs_task_body&associations=contacts`;
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
      path: `${OBJECTS}/tasks/${segment(id)}`,
      body: { properties: taskProperties(patch) },
    });
    const { hs_task_status: status, hs_task_body: body } = properties ?? {};
    return { ...(typeof status === 'string' && { status }), ...(typeof body === 'string' && { body }) };
  }

  async findCall(key: string, fields: readonly string[]): Promise<FoundCall | null> {
    // batch/read by the unique property: search is indexed with a delay.
    const body = {
      ...{ idProperty: CALL_KEY, inputs: [{ id: key }] },
      ...{ properties: [CALL_KEY, ...fields], propertiesWithHistory: [] },
    };
    const { results } = await this.#http.send<{ results: HubSpotObject[] }>({
      method: 'POST',
      path: `${OBJECTS}/calls/batch/read`,
      body,
      kind: 'read',
    });
    const [found] = results;
    return found ? { id: found.id, fields: filled(fields, (name) => found.properties[name]) } : null;
  }

  putCall(key: string, record: CallRecord): Promise<string> {
    return this.#calls.put({ key, properties: callProperties(key, record) });
  }

  async linkCall(callId: string, contactId: string): Promise<void> {
    const path = `/crm/v4/objects/calls/${segment(callId)}/associations/default/contacts/${segment(contactId)}`;
    await this.#http.send({ method: 'PUT', path });
  }

  async #upsert(items: readonly BatchItem[]): Promise<ReadonlyMap<string, string>> {
    const inputs = items.map(({ key, properties }) => ({
      ...{ id: key, idProperty: CALL_KEY, properties },
      objectWriteTraceId: key,
    }));
    const { results } = await this.#admitted.send<{ results: HubSpotObject[] }>({
      method: 'POST',
      path: `${OBJECTS}/calls/batch/upsert`,
      body: { inputs },
    });
    return new Map(
      results.map(({ id, properties, objectWriteTraceId }) => [objectWriteTraceId ?? properties[CALL_KEY] ?? '', id]),
    );
  }
}

export const hubSpotConnector = (settings: HubSpotSettings): CrmConnector => new HubSpotConnector(settings);
