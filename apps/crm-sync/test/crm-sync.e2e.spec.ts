import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import { until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { startStage } from './start-stage.ts';
import type { Stage } from './start-stage.ts';

interface Write {
  objectType: string;
  id: string;
  method: string;
  result: string;
  properties: Record<string, string>;
}
interface CrmRecord {
  id: string;
  properties: Record<string, string>;
  associations?: Record<string, { results: { id: string }[] }>;
}
interface Call {
  sessionId: string;
  taskId: string | undefined;
  createdAt?: string;
}

const token = { authorization: 'Bearer t', 'content-type': 'application/json' };
const asJson = async <T>(response: Response): Promise<T> => (await response.json()) as T;

describe('crm-sync', () => {
  let stage: Stage;
  let app: RunningApp;

  beforeAll(async () => {
    stage = await startStage();
    app = stage.app;
  });
  afterAll(() => stage.close());

  const newTask = async () => {
    const post = (type: string, body: unknown) =>
      fetch(`${stage.crm.url}/crm/v3/objects/${type}`, {
        method: 'POST',
        headers: token,
        body: JSON.stringify(body),
      }).then(asJson<CrmRecord>);
    const contact = await post('contacts', { properties: { firstname: 'A' } });
    const associations = [{ to: { id: contact.id }, types: [{ associationTypeId: 204 }] }];
    const task = await post('tasks', {
      properties: { hs_task_status: 'NOT_STARTED', hs_task_body: 'Ring twice.', hs_timestamp: '2026-01-01T00:00:00Z' },
      associations,
    });
    return { taskId: task.id, contactId: contact.id };
  };
  const readTask = async (id: string) =>
    (
      await fetch(`${stage.crm.url}/crm/v3/objects/tasks/${id}?properties=hs_task_status,hs_task_body`, {
        headers: token,
      }).then(asJson<CrmRecord>)
    ).properties;
  const statusIs = (id: string, status: string) =>
    until(`task ${id} to be ${status}`, async () => (await readTask(id)).hs_task_status === status);
  const writes = () => fetch(`${stage.crm.url}/_sandbox/writes`).then(asJson<Write[]>);
  const calls = async (sessionId: string) =>
    (await fetch(`${stage.crm.url}/_sandbox/objects/calls`).then(asJson<CrmRecord[]>)).filter(
      ({ properties }) => properties.voice_call_id === sessionId,
    );

  const publish = (topic: string, type: string, sessionId: string, body: unknown) =>
    stage.producer.publish({
      topic,
      key: sessionId,
      value: Buffer.from(JSON.stringify(body)),
      headers: { ce_id: randomUUID(), ce_type: type, ce_organization: 'demo', ce_subject: sessionId },
    });
  const webhook = (name: 'created' | 'ended', { sessionId, taskId, createdAt = '2026-07-14T08:31:07.415Z' }: Call) => {
    const body = {
      id: sessionId,
      eventType: `session.${name}`,
      direction: 'OUTBOUND',
      createdAt,
      metadata: taskId ? { sessionVariables: { taskId } } : {},
    };
    return publish(
      topics.sessionEvents.name,
      name === 'created' ? eventTypes.sessionCreated : eventTypes.sessionEnded,
      sessionId,
      body,
    );
  };
  const enriched = (
    { sessionId, taskId, createdAt = '2026-07-14T08:31:07.415Z' }: Call,
    outcome: string,
    { revision = 1, final = true } = {},
  ) =>
    publish(topics.sessionEnriched.name, eventTypes.sessionEnriched, sessionId, {
      organization: 'demo',
      sessionId,
      revision,
      outcome: { value: outcome, final, reason: 'test' },
      session: {
        type: 'VOICE',
        platform: 'PHONE',
        direction: 'OUTBOUND',
        agentId: 'a',
        variables: taskId ? { taskId } : {},
        customerPhoneNumber: '+12025550143',
      },
      timing: { createdAt, endedAt: null, talkSeconds: 42 },
      analysis: {
        summary: `Agreed on Thursday (${sessionId}).`,
        keyPoints: [],
        intent: null,
        resolution: null,
        sentiment: null,
        extractedData: {},
      },
      transcript: null,
      links: { dashboard: `https://app.agntix.ai/en/logs-history?opened=${sessionId}` },
    });
  const synced = async (key: string) =>
    (await readTopic(stage.kafka, topics.taskSynced.name))
      .filter((record) => record.key === key)
      .map(({ value }) => JSON.parse(value.toString()) as { status: string; reason: string | null });

  it('locks the task, completes it with summary and link, and writes nothing twice', async () => {
    const { taskId, contactId } = await newTask();
    const call = { sessionId: randomUUID(), taskId };
    await webhook('created', call);
    await statusIs(taskId, 'IN_PROGRESS');
    await webhook('created', call);
    await webhook('ended', call);
    await enriched(call, 'connected');
    await statusIs(taskId, 'COMPLETED');
    await enriched(call, 'connected');
    await webhook('ended', call);
    await until('the synced event', async () =>
      (await synced(`crm:${taskId}`)).some(({ status }) => status === 'synced'),
    );

    const body = (await readTask(taskId)).hs_task_body ?? '';
    expect(body).toContain('Ring twice.');
    expect(body.split(`[call ${call.sessionId}]`)).toHaveLength(2);
    expect(body).toContain(`opened=${call.sessionId}`);
    const records = await calls(call.sessionId);
    expect(records).toHaveLength(1);
    expect(records[0]?.properties.hs_call_body).toContain('Agreed on Thursday');
    expect(records[0]?.associations?.contacts?.results).toEqual([expect.objectContaining({ id: contactId })]);
    const own = (await writes()).filter(({ id, method }) => id === taskId && method === 'PATCH');
    expect(own.map(({ result }) => result)).toEqual(['updated', 'updated']);
  });

  it('ends right when the result comes before the start', async () => {
    const { taskId } = await newTask();
    const call = { sessionId: randomUUID(), taskId };
    await enriched(call, 'no_answer');
    await until('the call record', async () => (await calls(call.sessionId)).length === 1);
    await webhook('created', call);
    const marker = { sessionId: call.sessionId, taskId };
    await webhook('ended', marker);
    await until('the section', async () => (await readTask(taskId)).hs_task_body?.includes('Outcome: no answer'));
    const own = (await writes()).filter(({ id, method }) => id === taskId && method === 'PATCH');
    expect(own.some(({ properties }) => properties.hs_task_status === 'IN_PROGRESS')).toBe(false);
    expect((await readTask(taskId)).hs_task_status).toBe('NOT_STARTED');
  });

  it('waits for a final outcome', async () => {
    const { taskId } = await newTask();
    const call = { sessionId: randomUUID(), taskId };
    await enriched(call, 'unknown', { final: false });
    await statusIs(taskId, 'IN_PROGRESS');
    await enriched(call, 'busy', { revision: 2 });
    await statusIs(taskId, 'NOT_STARTED');
  });

  it("lets a person's edit win, and reports it", async () => {
    const { taskId } = await newTask();
    const call = { sessionId: randomUUID(), taskId };
    await webhook('created', call);
    await statusIs(taskId, 'IN_PROGRESS');
    await fetch(`${stage.crm.url}/crm/v3/objects/tasks/${taskId}`, {
      method: 'PATCH',
      headers: token,
      body: JSON.stringify({ properties: { hs_task_status: 'DEFERRED' } }),
    });
    await enriched(call, 'connected');
    await until('the conflict', async () =>
      (await synced(`crm:${taskId}`)).some(({ status }) => status === 'conflict'),
    );
    expect((await readTask(taskId)).hs_task_status).toBe('DEFERRED');
    expect(await calls(call.sessionId)).toHaveLength(1);
  });

  it('stores a session without variables, and one whose task is not there, as unmatched', async () => {
    const without = { sessionId: randomUUID(), taskId: undefined };
    const gone = { sessionId: randomUUID(), taskId: '404404' };
    await webhook('created', without);
    await webhook('created', gone);
    await until(
      'both events',
      async () => (await synced(without.sessionId)).length === 1 && (await synced(gone.sessionId)).length === 1,
    );
    expect((await synced(without.sessionId))[0]).toMatchObject({
      status: 'unmatched',
      reason: 'no correlation variable',
    });
    expect((await synced(gone.sessionId))[0]).toMatchObject({ status: 'unmatched', reason: 'task not in the CRM' });
  });

  it('goes on where a killed process stopped', async () => {
    const tasks = await Promise.all(Array.from({ length: 5 }, newTask));
    const made = tasks.map(({ taskId }) => ({ sessionId: randomUUID(), taskId }));
    await Promise.all(made.map((call) => webhook('created', call)));
    await Promise.all(made.map((call) => enriched(call, 'connected')));
    await app.kill();
    app = await stage.start();
    for (const { taskId, sessionId } of made) {
      await until(`task ${taskId}`, async () => (await readTask(taskId)).hs_task_status === 'COMPLETED', 45_000);
      await until('its record', async () => (await calls(sessionId)).length > 0);
      expect(await calls(sessionId)).toHaveLength(1);
    }
  });

  it('parks the work of a CRM that is away and does not dead-letter it', async () => {
    const { taskId } = await newTask();
    const call = { sessionId: randomUUID(), taskId };
    await stage.crm.kill();
    await webhook('created', call);
    await until('the parked task', () =>
      app.logs().some((line) => line.includes('"event":"crm.parked"') && line.includes(taskId)),
    );
    expect(await readTopic(stage.kafka, `${topics.sessionEvents.name}.dead.crm-sync`)).toEqual([]);
  });

  it('drains on SIGTERM and ends with 0', async () => {
    expect(await app.stop()).toBe(0);
  });
});
