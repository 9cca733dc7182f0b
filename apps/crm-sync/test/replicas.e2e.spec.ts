import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, topics } from '@switchback/contracts';
import { until } from '@switchback/testing';
import { startStage } from './start-stage.ts';
import type { Stage } from './start-stage.ts';

interface Write {
  id: string;
  method: string;
  result: string;
  objectType: string;
}
interface CrmRecord {
  id: string;
  properties: Record<string, string>;
}

const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const starts = ['2026-07-14T08:31:07.415Z', '2026-07-14T09:31:07.415Z'] as const;

describe('crm-sync on two replicas', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await startStage({ replicas: 2, env: { CRM_SETTLE_MS: '2000', CRM_HOLD_MS: '200' } });
  });
  afterAll(() => stage.close());

  const post = async (type: string, body: unknown) =>
    (await (
      await fetch(`${stage.crm.url}/crm/v3/objects/${type}`, { method: 'POST', headers, body: JSON.stringify(body) })
    ).json()) as CrmRecord;
  const newTask = async () => {
    const contact = await post('contacts', { properties: { firstname: 'A' } });
    const properties = { hs_task_status: 'NOT_STARTED', hs_task_body: 'Mine.', hs_timestamp: '2026-01-01T00:00:00Z' };
    const associations = [{ to: { id: contact.id }, types: [{ associationTypeId: 204 }] }];
    return (await post('tasks', { properties, associations })).id;
  };
  const control = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${stage.crm.url}/_sandbox/${path}`)).json()) as T;
  const publish = (topic: string, type: string, sessionId: string, body: unknown) =>
    stage.producer.publish({
      topic,
      key: sessionId,
      value: Buffer.from(JSON.stringify(body)),
      headers: { ce_id: randomUUID(), ce_type: type, ce_organization: 'demo', ce_subject: sessionId },
    });
  const created = (sessionId: string, taskId: string, createdAt: string) => {
    const body = { id: sessionId, direction: 'OUTBOUND', createdAt, metadata: { sessionVariables: { taskId } } };
    return publish(topics.sessionEvents.name, eventTypes.sessionCreated, sessionId, body);
  };
  const enriched = (sessionId: string, taskId: string, createdAt: string) =>
    publish(topics.sessionEnriched.name, eventTypes.sessionEnriched, sessionId, {
      organization: 'demo',
      sessionId,
      revision: 1,
      outcome: { value: 'connected', final: true, reason: 'test' },
      session: {
        ...{ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId: 'a' },
        variables: { taskId },
        customerPhoneNumber: null,
      },
      timing: { createdAt, endedAt: null, talkSeconds: 42 },
      analysis: {
        ...{ summary: `Agreed (${sessionId}).`, keyPoints: [], intent: null, resolution: null, sentiment: null },
        extractedData: {},
      },
      transcript: null,
      links: { dashboard: null },
    });
  const allDone = (taskIds: readonly string[], seconds: number) =>
    until(
      'every task to be completed and every number applied',
      async () => {
        const tasks = await control<CrmRecord[]>('objects/tasks');
        const done = tasks.filter(
          ({ id, properties }) => taskIds.includes(id) && properties.hs_task_status === 'COMPLETED',
        );
        const { rows } = await stage.sql.pool.query(
          "SELECT 1 FROM task WHERE applied < wanted OR state <> 'idle' LIMIT 1",
        );
        return done.length === taskIds.length && rows.length === 0;
      },
      seconds * 1_000,
    );

  it('has one writer per task, from both topics and two calls at the same instant, and misses nothing', async () => {
    const taskIds = await Promise.all(Array.from({ length: 20 }, newTask));
    const calls = taskIds.flatMap((taskId) => starts.map((start) => ({ taskId, start, sessionId: randomUUID() })));
    await Promise.all(
      calls.flatMap(({ sessionId, taskId, start }) => [
        created(sessionId, taskId, start),
        enriched(sessionId, taskId, start),
      ]),
    );
    await allDone(taskIds, 40);
    const records = await control<CrmRecord[]>('objects/calls');
    expect(records.map(({ properties }) => properties.voice_call_id).sort()).toEqual(
      calls.map(({ sessionId }) => sessionId).sort(),
    );
    for (const { id, properties } of await control<CrmRecord[]>('objects/tasks')) {
      const own = calls.filter(({ taskId }) => taskId === id);
      expect(own.every(({ sessionId }) => properties.hs_task_body?.includes(`[call ${sessionId}]`))).toBe(true);
    }
    // Two writers would write the same thing twice.
    expect((await control<Write[]>('writes')).filter(({ result }) => result === 'unchanged')).toEqual([]);
  });

  it('settles 500 writes of unknown end: nothing doubled, nothing lost, late commits overruled', async () => {
    const kinds = ['reset-before', 'reset-after', 'late', 'error-before', 'error-after'];
    const script = { seed: 20_261_126, rate: 0.35, kinds, lateMs: 400 };
    await fetch(`${stage.crm.url}/_sandbox/faults`, { method: 'PUT', headers, body: JSON.stringify(script) });
    const made: { taskId: string; sessionId: string }[] = [];
    const injected = async () => {
      const { injected: counts } = await control<{ injected: Record<string, number> }>('faults');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    };
    // The tasks themselves are made by people, whose requests do not go wrong.
    const fault = (on: boolean) =>
      fetch(
        `${stage.crm.url}/_sandbox/faults`,
        on ? { method: 'PUT', headers, body: JSON.stringify({ ...script, seed: made.length }) } : { method: 'DELETE' },
      );
    for (let round = 0; round < 20 && (await injected()) < 500; round += 1) {
      await fault(false);
      const taskIds = await Promise.all(Array.from({ length: 40 }, newTask));
      await fault(true);
      const calls = taskIds.map((taskId) => ({ taskId, sessionId: randomUUID() }));
      made.push(...calls);
      await Promise.all(calls.map(({ sessionId, taskId }) => created(sessionId, taskId, starts[0])));
      await Promise.all(calls.map(({ sessionId, taskId }) => enriched(sessionId, taskId, starts[0])));
      await until(
        'the round to be taken',
        async () => {
          const { rows } = await stage.sql.pool.query<{ n: string }>(
            'SELECT count(*) AS n FROM fact WHERE session_id = ANY($1)',
            [calls.map(({ sessionId }) => sessionId)],
          );
          const behind = await stage.sql.pool.query(
            "SELECT 1 FROM task WHERE task_id = ANY($1) AND applied < 2 AND state = 'idle' LIMIT 1",
            [taskIds],
          );
          return Number(rows[0]?.n) === 2 * calls.length && behind.rows.length === 0;
        },
        60_000,
      );
    }
    expect(await injected()).toBeGreaterThanOrEqual(500);
    await fault(false);
    await allDone(
      made.map(({ taskId }) => taskId),
      60,
    );
    await until(
      'nothing to be uncertain',
      async () => {
        const { rows } = await stage.sql.pool.query(
          "SELECT 1 FROM effect WHERE state NOT IN ('done', 'settled') OR settles_at IS NOT NULL LIMIT 1",
        );
        return rows.length === 0;
      },
      60_000,
    );
    const records = (await control<CrmRecord[]>('objects/calls')).filter(({ properties }) =>
      made.some(({ sessionId }) => sessionId === properties.voice_call_id),
    );
    expect(records).toHaveLength(made.length);
    expect(new Set(records.map(({ properties }) => properties.voice_call_id)).size).toBe(made.length);
    const tasks = new Map((await control<CrmRecord[]>('objects/tasks')).map(({ id, properties }) => [id, properties]));
    for (const { taskId, sessionId } of made) {
      expect(tasks.get(taskId)).toMatchObject({ hs_task_status: 'COMPLETED' });
      expect(tasks.get(taskId)?.hs_task_body?.split(`[call ${sessionId}]`)).toHaveLength(2);
      expect(tasks.get(taskId)?.hs_task_body).toMatch(/^Mine\./);
    }
  }, 240_000);
});
