import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hubSpotConnector } from '@switchback/crm';
import { startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };

describe('crm-sandbox', () => {
  let app: RunningApp;
  let crm: ReturnType<typeof hubSpotConnector>;
  beforeAll(async () => {
    app = await startApp('crm-sandbox', { TOKEN: 't', INDEX_DELAY_MS: '700' });
    crm = hubSpotConnector({ baseUrl: app.url, token: 't' });
    await crm.provision({ statuses: [], callFields: [] });
    await crm.provision({ statuses: [], callFields: [] });
  });
  afterAll(async () => {
    await crm.close();
    await app.kill();
  });

  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${app.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const newTask = async () =>
    String(
      (
        await send('POST', '/crm/v3/objects/tasks', {
          properties: { hs_timestamp: '2026-01-01T00:00:00Z', hs_task_status: 'NOT_STARTED' },
        })
      ).body.id,
    );
  const record = {
    title: 'AI call',
    body: 'text',
    direction: 'OUTBOUND',
    startedAt: '2026-01-01T00:00:00Z',
    talkSeconds: 3,
    outcome: 'connected',
  } as const;

  it('serves the connector: task, call by key, link', async () => {
    const contact = String(
      (await send('POST', '/crm/v3/objects/contacts', { properties: { firstname: 'A' } })).body.id,
    );
    const task = await newTask();
    await crm.writeTask(task, { status: 'IN_PROGRESS' }, 'once');
    expect(await crm.readTask(task)).toEqual({ status: 'IN_PROGRESS', body: '', contactIds: [] });
    const id = await crm.putCall('s-1', record, 'once');
    expect([
      await crm.putCall('s-1', { ...record, body: 'other' }, 'again'),
      await crm.findCall('s-1', ['hs_call_body', 'hs_call_duration', 'hubspot_owner_id']),
      await crm.findCall('s-2', []),
    ]).toEqual([id, { id, fields: { hs_call_body: 'other', hs_call_duration: '3000' } }, null]);
    await crm.linkCall(id, contact, 'once');
    await crm.linkCall(id, contact, 'once');
    expect(await crm.readTask('1')).toBeNull();
  });

  it('has a batch refused as a whole for one record in conflict; the connector gets the others through', async () => {
    const keys = Array.from({ length: 9 }, (_, at) => `batch-${at}`);
    const body = JSON.stringify({ seed: 1, rate: 0, conflicting: ['batch-4'] });
    const before = (await send('GET', '/_sandbox/limits')).body.allowed as number;
    await fetch(`${app.url}/_sandbox/faults`, { method: 'PUT', headers, body });
    const ends = await Promise.allSettled(keys.map((key) => crm.putCall(key, record, 'once')));
    await fetch(`${app.url}/_sandbox/faults`, { method: 'DELETE' });
    expect(ends.flatMap(({ status }, at) => (status === 'rejected' ? [keys[at]] : []))).toEqual(['batch-4']);
    for (const key of keys) expect((await crm.findCall(key, [])) === null).toBe(key === 'batch-4');
    // Halves, down to the one: far fewer requests than records, each sent again on its own.
    expect(((await send('GET', '/_sandbox/limits')).body.allowed as number) - before).toBeLessThan(9 + keys.length);
  });

  it('finds by search only what its index has seen; the connector does not depend on it', async () => {
    await crm.putCall('searched', record, 'once');
    const filters = [{ propertyName: 'voice_call_id', operator: 'EQ', value: 'searched' }];
    const search = () => send('POST', '/crm/v3/objects/calls/search', { filterGroups: [{ filters }] });
    expect((await search()).body).toMatchObject({ total: 0 });
    expect(await crm.findCall('searched', [])).not.toBeNull();
    await until('the index', async () => (await search()).body.total === 1);
  });

  it('keeps an audit of every write and says which changed nothing', async () => {
    const task = await newTask();
    await crm.writeTask(task, { status: 'WAITING' }, 'once');
    await crm.writeTask(task, { status: 'WAITING' }, 'once');
    const writes = (await (await fetch(`${app.url}/_sandbox/writes`)).json()) as { id: string; result: string }[];
    expect(writes.filter(({ id }) => id === task).map(({ result }) => result)).toEqual([
      'created',
      'updated',
      'unchanged',
    ]);
  });

  it.each([
    ['a status that is no option', { hs_task_status: 'DONE' }, 'INVALID_OPTION'],
    ['an unknown property', { nickname: 'x' }, 'PROPERTY_DOESNT_EXIST'],
    ['a value that is no string', { hs_task_subject: 5 }, 'INVALID_TYPE'],
  ])('refuses %s with the envelope of HubSpot', async (_, properties, code) => {
    const { status, body } = await send('PATCH', `/crm/v3/objects/tasks/${await newTask()}`, { properties });
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'error', category: 'VALIDATION_ERROR', errors: [{ code }] });
  });

  it('refuses a wrong token', async () => {
    expect((await fetch(`${app.url}/crm/v3/objects/tasks/1`, { headers: { authorization: 'Bearer x' } })).status).toBe(
      401,
    );
  });
});
