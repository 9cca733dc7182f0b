import { codeOf } from '@switchback/failure';
import type { SetupFinding, SetupNeeds } from '../port.ts';
import type { CrmHttp } from '../request/crm-http.ts';

/** The unique property of call records that holds the session id. */
export const CALL_KEY = 'voice_call_id';
const PROPERTIES = '/crm/v3/properties';

interface Property {
  readonly name: string;
  readonly hasUniqueValue?: boolean;
  readonly options?: readonly { readonly value: string }[];
}

const definitionOf = (name: string) => ({
  name,
  label: name === CALL_KEY ? 'Voice call id' : name,
  groupName: 'call_information',
  type: 'string',
  fieldType: 'text',
  ...(name === CALL_KEY && { hasUniqueValue: true }),
});

const list = async (http: CrmHttp, type: 'calls' | 'tasks'): Promise<ReadonlyMap<string, Property>> => {
  const { results } = await http.send<{ results: Property[] }>({ method: 'GET', path: `${PROPERTIES}/${type}` });
  return new Map(results.map((property) => [property.name, property]));
};

const canRead = async (http: CrmHttp, type: 'calls' | 'tasks'): Promise<SetupFinding> => {
  const what = `the token may read ${type}`;
  try {
    await http.send({ method: 'GET', path: `/crm/v3/objects/${type}?limit=1` });
    return { what, ok: true, detail: 'it may' };
  } catch (error) {
    if (codeOf(error) !== 'CRM_AUTH') throw error;
    return { what, ok: false, detail: `give the private app the scopes of ${type}, or a valid token` };
  }
};

const keyFinding = (property: Property | undefined): SetupFinding => {
  const what = `calls have the unique property ${CALL_KEY}`;
  if (!property) return { what, ok: false, detail: 'missing: switchback crm provision creates it' };
  return property.hasUniqueValue === true
    ? { what, ok: true, detail: 'there' }
    : { what, ok: false, detail: 'it is not unique, which cannot be changed: remove it, then provision' };
};

/** Whether token, scopes, key property, statuses and mapped fields are as they must be. */
export const checkSetup = async (http: CrmHttp, { statuses, callFields }: SetupNeeds): Promise<SetupFinding[]> => {
  const scopes = [await canRead(http, 'tasks'), await canRead(http, 'calls')];
  if (scopes.some(({ ok }) => !ok)) return scopes;
  const [calls, tasks] = [await list(http, 'calls'), await list(http, 'tasks')];
  const options = new Set(tasks.get('hs_task_status')?.options?.map(({ value }) => value));
  return [
    ...scopes,
    keyFinding(calls.get(CALL_KEY)),
    ...statuses.map((status): SetupFinding => {
      const ok = options.has(status);
      return { what: `a task may be ${status}`, ok, detail: ok ? 'it may' : 'no option of hs_task_status' };
    }),
    ...callFields.map((name): SetupFinding => {
      const ok = calls.has(name);
      const detail = ok ? 'there' : 'missing: switchback crm provision creates it as a text';
      return { what: `calls have the property ${name}`, ok, detail };
    }),
  ];
};

/** Creates the key property and mapped fields that are missing, as texts. */
export const provisionSetup = async (http: CrmHttp, { callFields }: SetupNeeds): Promise<string[]> => {
  const known = await list(http, 'calls');
  const created: string[] = [];
  for (const name of [CALL_KEY, ...callFields].filter((one) => !known.has(one))) {
    try {
      await http.send({ method: 'POST', path: `${PROPERTIES}/calls`, body: definitionOf(name) });
      created.push(name);
    } catch (error) {
      // Somebody else was quicker.
      if (codeOf(error) !== 'CRM_CONFLICT') throw error;
    }
  }
  return created;
};
