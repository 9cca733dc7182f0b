import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import { secretFile, until } from '@switchback/testing';
import { startStage } from './start-stage.ts';
import type { Stage } from './start-stage.ts';

interface CrmRecord {
  id: string;
  properties: Record<string, string>;
}
interface OwnTask {
  id: string;
  status: string;
  notes: string;
}
interface OwnCall {
  sessionId: string;
  properties: Record<string, unknown>;
  contactIds: string[];
}
interface Synced {
  status: string;
  revision: number;
  reason: string | null;
  conflicts: string[];
  effects: { key: string; state: string; code?: string }[];
}

interface Result {
  taskId: string;
  agentId?: string;
  summary?: string;
  revision?: number;
}

const json = { 'content-type': 'application/json', authorization: 'Bearer t' };
const at = '2026-07-14T08:31:07.415Z';

/** The transcript service's read API, which can be away. */
const transcripts = () => {
  let isAway = true;
  const server = createServer(({ headers, url }, response) => {
    const isAllowed = headers.authorization === 'Bearer read' && headers.accept === 'text/plain';
    response.writeHead(isAway ? 503 : isAllowed ? 200 : 401).end(`agent: words of ${url ?? ''}`);
  });
  return { server, comeBack: () => (isAway = false) };
};

describe('what a mapping file may choose', () => {
  const source = transcripts();
  let stage: Stage;

  beforeAll(async () => {
    await once(source.server.listen(0, '127.0.0.1'), 'listening');
    stage = await startStage({
      policy: (crmUrl, tokenFile) => `
connections:
  - name: crm
    kind: hubspot
    baseUrl: ${crmUrl}
    tokenFile: ${tokenFile}
    content: { transcript: true }
    call: { fields: { hubspot_owner_id: { value: { path: session.agentId }, mode: set_if_empty } } }
  - name: own
    kind: http
    baseUrl: ${crmUrl}/api
    tokenFile: ${tokenFile}
    closedStatuses: [done]
    statuses: { inFlight: calling, connected: done }
    requests:
      readTask: { path: '/tasks/{{taskId}}', answer: { status: data.status, body: data.notes, contactIds: data.contacts.id } }
      writeTask: { method: PATCH, path: '/tasks/{{taskId}}', body: { status: '{{status}}', notes: '{{body}}' } }
      putCall: { method: PUT, path: '/calls/{{sessionId}}', body: { text: '{{body}}', seconds: '{{talkSeconds}}' }, answer: { id: data.id } }
      linkCall: { method: PUT, path: '/calls/{{callId}}/contacts/{{contactId}}' }
organizations: [{ name: demo, connection: crm }, { name: mine, connection: own }]
`,
      env: {
        CRM_HOLD_MS: '300',
        TRANSCRIPT_URL: `http://127.0.0.1:${(source.server.address() as AddressInfo).port}`,
        TRANSCRIPT_TOKEN_FILE: await secretFile('read'),
      },
    });
  });
  afterAll(async () => {
    source.server.closeAllConnections();
    source.server.close();
    await stage.close();
  });

  const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${stage.crm.url}${path}`)).json()) as T;
  const post = async <T>(path: string, body: unknown, method = 'POST'): Promise<T> =>
    (await (await fetch(`${stage.crm.url}${path}`, { method, headers: json, body: JSON.stringify(body) })).json()) as T;
  const publish = (type: string, sessionId: string, { organization, body }: { organization: string; body: object }) =>
    stage.producer.publish({
      topic: type === eventTypes.sessionEnriched ? topics.sessionEnriched.name : topics.sessionEvents.name,
      ...{ key: sessionId, value: Buffer.from(JSON.stringify(body)) },
      headers: { ce_type: type, ce_organization: organization, ce_subject: sessionId },
    });
  const created = (organization: string, sessionId: string, taskId: string) =>
    publish(eventTypes.sessionCreated, sessionId, {
      organization,
      body: { id: sessionId, direction: 'OUTBOUND', createdAt: at, metadata: { sessionVariables: { taskId } } },
    });
  const enriched = (
    organization: string,
    sessionId: string,
    { taskId, agentId = 'a', summary = 'Agreed.', revision = 1 }: Result,
  ) =>
    publish(eventTypes.sessionEnriched, sessionId, {
      organization,
      body: {
        ...{ organization, sessionId, revision, outcome: { value: 'connected', final: true, reason: 'test' } },
        session: {
          ...{ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId, variables: { taskId } },
          customerPhoneNumber: null,
        },
        timing: { createdAt: at, endedAt: null, talkSeconds: 42 },
        analysis: {
          ...{ summary, keyPoints: [], intent: null, resolution: null, sentiment: null },
          extractedData: {},
        },
        transcript: { id: 't', messageCount: 4, sha256: 'a'.repeat(64) },
        links: { dashboard: null },
      },
    });
  const synced = async (key: string) =>
    (await readTopic(stage.kafka, topics.taskSynced.name))
      .filter((record) => record.key === key)
      .map(({ value }) => JSON.parse(value.toString()) as Synced);
  const newTask = async () => {
    const properties = { hs_task_status: 'NOT_STARTED', hs_timestamp: at };
    return (await post<CrmRecord>('/crm/v3/objects/tasks', { properties })).id;
  };
  const taskOf = async (taskId: string) =>
    (await ask<CrmRecord[]>('/_sandbox/objects/tasks')).find(({ id }) => id === taskId)?.properties;
  const statusOf = async (taskId: string) => (await taskOf(taskId))?.hs_task_status;
  const callOf = async (sessionId: string) =>
    (await ask<CrmRecord[]>('/_sandbox/objects/calls')).find(
      ({ properties }) => properties.voice_call_id === sessionId,
    );

  it('completes a task without waiting for the transcript, which follows when it can be had', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await enriched('demo', sessionId, { taskId });
    await until('the task', async () => (await statusOf(taskId)) === 'COMPLETED');
    const events = await until('the event', async () => {
      const found = await synced(`crm:${taskId}`);
      return found.length > 0 ? found : undefined;
    });
    expect(events.at(-1)).toMatchObject({ status: 'synced', revision: 1, conflicts: [] });
    expect(events.at(-1)?.effects).toContainEqual({
      ...{ key: `transcript.put:${sessionId}`, state: 'waiting', code: 'TRANSCRIPT_UNAVAILABLE' },
    });
    expect((await callOf(sessionId))?.properties.hs_call_body).not.toContain('agent:');
    source.comeBack();
    await stage.sql.pool.query("UPDATE due_work SET due_at = now() WHERE kind = 'transcript'");
    const text = `Transcript:\nagent: words of /v1/sessions/${sessionId}/transcript`;
    await until('the text', async () => (await callOf(sessionId))?.properties.hs_call_body?.includes(text));
    expect((await callOf(sessionId))?.properties.hs_call_body).toContain('Agreed.');
  });

  it('leaves a field to whoever filled it, and keeps to its own where nobody did', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await enriched('demo', sessionId, { taskId });
    const call = await until('the record', () => callOf(sessionId));
    expect(call.properties.hubspot_owner_id).toBe('a');
    const isOwnedBy = (owner: string, revision: number) =>
      until(`revision ${revision} to be written`, async () => {
        const effects = (await synced(`crm:${taskId}`)).length;
        return effects >= revision && (await callOf(sessionId))?.properties.hubspot_owner_id === owner;
      });
    await enriched('demo', sessionId, { taskId, agentId: 'b', revision: 2 });
    await isOwnedBy('b', 2);
    await post(`/crm/v3/objects/calls/${call.id}`, { properties: { hubspot_owner_id: 'a person' } }, 'PATCH');
    await enriched('demo', sessionId, { taskId, agentId: 'c', revision: 3 });
    await isOwnedBy('a person', 3);
  });

  it("locks and completes a task of one's own system, with the call's record and its link", async () => {
    const { id: taskId } = await post<OwnTask>('/api/tasks', { notes: 'Mine.', contactIds: ['c-1'] });
    const own = async () => (await ask<OwnTask[]>('/_sandbox/own/tasks')).find(({ id }) => id === taskId);
    const sessionId = randomUUID();
    await created('mine', sessionId, taskId);
    await until('the lock', async () => (await own())?.status === 'calling');
    await enriched('mine', sessionId, { taskId });
    await until('the end', async () => (await own())?.status === 'done');
    await until('the event', async () => (await synced(`own:${taskId}`)).length === 2);
    expect((await own())?.notes).toMatch(/^Mine\.\n\n\[call [\s\S]+Agreed\.[\s\S]*\[\/call\]$/);
    const calls = (await ask<OwnCall[]>('/_sandbox/own/calls')).filter((call) => call.sessionId === sessionId);
    expect(calls).toEqual([expect.objectContaining({ contactIds: ['c-1'] })]);
    expect(calls[0]?.properties.seconds).toBe(42);
  });

  it('completes a task although a contact of it is gone, and tells so', async () => {
    await post('/_sandbox/faults', { seed: 1, rate: 0, refusing: ['gone'] }, 'PUT').catch(() => undefined);
    const { id: taskId } = await post<OwnTask>('/api/tasks', { contactIds: ['gone', 'c-1'] });
    const sessionId = randomUUID();
    await enriched('mine', sessionId, { taskId });
    const [event] = await until('the event', async () => {
      const found = await synced(`own:${taskId}`);
      return found.length > 0 ? found : undefined;
    });
    await fetch(`${stage.crm.url}/_sandbox/faults`, { method: 'DELETE' });
    expect(event).toMatchObject({ status: 'failed', reason: 'CRM_RECORD_GONE' });
    expect(event?.effects.map(({ state }) => state)).toEqual(['done', 'done', 'dead', 'done']);
    expect((await ask<OwnTask[]>('/_sandbox/own/tasks')).find(({ id }) => id === taskId)?.status).toBe('done');
  });

  it('names in its writes only what it changes, so that an edit of something else just then stays', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await enriched('demo', sessionId, { taskId });
    await until('the end', async () => (await statusOf(taskId)) === 'COMPLETED');
    await until('the event', async () => (await synced(`crm:${taskId}`)).length === 1);
    await post('/_sandbox/faults', { seed: 1, rate: 1, kinds: ['edit-after-read'] }, 'PUT').catch(() => undefined);
    // Only the text about the call changes, and the status is set by a person between our read and our write.
    await enriched('demo', sessionId, { taskId, summary: 'On Friday.', revision: 2 });
    await until('the second event', async () => (await synced(`crm:${taskId}`)).length === 2);
    await fetch(`${stage.crm.url}/_sandbox/faults`, { method: 'DELETE' });
    expect((await taskOf(taskId))?.hs_task_body).toContain('On Friday.');
    expect(await statusOf(taskId)).toBe('DEFERRED');
    // The next look sees the edit, and tells of it once.
    await enriched('demo', sessionId, { taskId, agentId: 'y', revision: 3 });
    await until('the conflict', async () => {
      const last = (await synced(`crm:${taskId}`)).at(-1);
      return last?.status === 'conflict' && last.conflicts.includes('status') && last.revision === 3;
    });
    expect(await statusOf(taskId)).toBe('DEFERRED');
  });

  it('tells that a task waits, for what, and that it was synced after all', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await post('/_sandbox/limits', { daily: 1 }, 'PUT').catch(() => undefined);
    await created('demo', sessionId, taskId);
    await until('the event', async () => (await synced(`crm:${taskId}`)).length === 1);
    await post('/_sandbox/limits', {}, 'PUT').catch(() => undefined);
    await until('the lock', async () => (await statusOf(taskId)) === 'IN_PROGRESS');
    await until('the second event', async () => (await synced(`crm:${taskId}`)).length === 2);
    expect(await synced(`crm:${taskId}`)).toEqual([
      expect.objectContaining({ status: 'parked', revision: 1, reason: 'CRM_QUOTA_EXHAUSTED', effects: [] }),
      expect.objectContaining({ status: 'synced', revision: 2, reason: null }),
    ]);
  });
});
