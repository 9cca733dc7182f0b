import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client } from '@hubspot/api-client';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConnector } from '@switchback/crm';
import type { CallRecord, CrmConnector } from '@switchback/crm';
import { startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

interface Recorded {
  method: string | undefined;
  path: string;
  query: string[];
  token: string | undefined;
  body: unknown;
}

/** Answers everything with a record, and keeps what was asked in a form that does not depend on spelling. */
const recorder = () => {
  const asked: Recorded[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const query = [...searchParams].flatMap(([name, value]) => value.split(',').map((one) => `${name}=${one}`));
      asked.push({
        method: request.method,
        path: pathname,
        query: query.filter((one) => one !== 'archived=false').sort(),
        token: request.headers.authorization,
        body: body === '' ? undefined : JSON.parse(body),
      });
      const record = { id: '1', properties: {}, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...record, archived: false, status: 'COMPLETE', results: [record] }));
    });
  });
  return { asked, server };
};

const record: CallRecord = {
  title: 'AI call',
  body: 'text',
  direction: 'OUTBOUND',
  startedAt: '2026-01-01T00:00:00Z',
  talkSeconds: 3,
  outcome: 'no_answer',
  fields: { call_mood: 'good' },
};
const properties = {
  ...{ call_mood: 'good', hs_timestamp: '2026-01-01T00:00:00Z', hs_call_title: 'AI call', hs_call_body: 'text' },
  ...{ hs_call_direction: 'OUTBOUND', hs_call_status: 'NO_ANSWER', hs_call_external_id: 's-1' },
  ...{ hs_call_source: 'INTEGRATIONS_PLATFORM', hs_call_duration: '3000' },
};
const upsertOf = (id: string) => ({
  inputs: [{ id, idProperty: 'voice_call_id', objectWriteTraceId: id, properties }],
});

describe("HubSpot's own client as a witness", () => {
  const { asked, server } = recorder();
  let ours: CrmConnector;
  let theirs: Client;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    ours = openConnector({ kind: 'hubspot', baseUrl, token: 't' });
    theirs = new Client({ accessToken: 't', basePath: baseUrl });
  });
  afterAll(async () => {
    await ours.close();
    server.closeAllConnections();
    server.close();
  });

  const both = async (one: () => Promise<unknown>, other: () => Promise<unknown>) => {
    asked.length = 0;
    await one();
    await other();
    return asked;
  };

  it.each([
    [
      'reading a task',
      () => ours.readTask('7'),
      () => theirs.crm.objects.tasks.basicApi.getById('7', ['hs_task_status', 'hs_task_body'], undefined, ['contacts']),
    ],
    [
      'writing a task',
      () => ours.writeTask('7', { status: 'COMPLETED', body: 'b' }, 'once'),
      () =>
        theirs.crm.objects.tasks.basicApi.update('7', {
          properties: { hs_task_status: 'COMPLETED', hs_task_body: 'b' },
        }),
    ],
    [
      'putting a call',
      () => ours.putCall('s-1', record, 'once'),
      () => theirs.crm.objects.calls.batchApi.upsert(upsertOf('s-1')),
    ],
    [
      'finding a call',
      () => ours.findCall('s-1', ['call_mood']),
      () =>
        theirs.crm.objects.calls.batchApi.read({
          ...{ idProperty: 'voice_call_id', inputs: [{ id: 's-1' }], properties: ['voice_call_id', 'call_mood'] },
          propertiesWithHistory: [],
        }),
    ],
    [
      'linking a call',
      () => ours.linkCall('8', '9', 'once'),
      () => theirs.crm.associations.v4.basicApi.createDefault('calls', '8', 'contacts', '9'),
    ],
  ])('makes the same request of %s', async (_, one, other) => {
    const [mine, its] = await both(one, other);
    expect(mine).toEqual(its);
  });
});

describe('the sandbox', () => {
  let app: RunningApp;
  let client: Client;
  beforeAll(async () => {
    app = await startApp('crm-sandbox', { TOKEN: 't' });
    client = new Client({ accessToken: 't', basePath: app.url });
    for (const name of ['voice_call_id', 'call_mood'])
      await client.crm.properties.coreApi.create('calls', {
        ...{ name, label: name, groupName: 'call_information', hasUniqueValue: name === 'voice_call_id' },
        type: PropertyCreateTypeEnum.String,
        fieldType: PropertyCreateFieldTypeEnum.Text,
      });
  });
  afterAll(() => app.kill());

  it("satisfies HubSpot's own client: tasks, calls by key, links", async () => {
    const contact = await client.crm.contacts.basicApi.create({ properties: { firstname: 'A' }, associations: [] });
    const task = await client.crm.objects.tasks.basicApi.create({
      properties: { hs_timestamp: '2026-01-01T00:00:00Z', hs_task_status: 'NOT_STARTED' },
      associations: [],
    });
    await client.crm.objects.tasks.basicApi.update(task.id, { properties: { hs_task_status: 'WAITING' } });
    const read = await client.crm.objects.tasks.basicApi.getById(task.id, ['hs_task_status']);
    expect(read.properties.hs_task_status).toBe('WAITING');
    const first = await client.crm.objects.calls.batchApi.upsert(upsertOf('s-1'));
    const again = await client.crm.objects.calls.batchApi.upsert(upsertOf('s-1'));
    expect([first.results[0]?._new, again.results[0]?._new]).toEqual([true, false]);
    const id = first.results[0]?.id ?? '';
    await client.crm.associations.v4.basicApi.createDefault('calls', id, 'contacts', contact.id);
    const linked = await client.crm.objects.calls.basicApi.getById(id, [], undefined, ['contacts']);
    expect(linked.associations?.contacts?.results).toEqual([expect.objectContaining({ id: contact.id })]);
  });

  it("answers errors as HubSpot's own client reads them", async () => {
    await expect(client.crm.objects.tasks.basicApi.getById('1')).rejects.toMatchObject({
      code: 404,
      body: { category: 'OBJECT_NOT_FOUND' },
    });
    await fetch(`${app.url}/_sandbox/limits`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"daily":1}',
    });
    const refused = async () => {
      await client.crm.objects.tasks.basicApi.getPage();
      await client.crm.objects.tasks.basicApi.getPage();
    };
    await expect(refused()).rejects.toMatchObject({ code: 429, body: { policyName: 'DAILY' } });
  });
});
