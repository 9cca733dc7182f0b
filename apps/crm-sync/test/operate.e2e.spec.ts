import { randomUUID } from 'node:crypto';
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
interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const json = { 'content-type': 'application/json' };

describe("crm-sync's API", () => {
  let stage: Stage;

  beforeAll(async () => {
    const tokens = [
      { name: 'dialer', tokenFile: await secretFile('dial'), organizations: ['demo'] },
      { name: 'operator', tokenFile: await secretFile('op'), organizations: ['demo'], operator: true },
    ];
    const wrong = await secretFile('wrong');
    stage = await startStage({
      policy: (crmUrl, tokenFile) => `
connections:
  - { name: crm, kind: hubspot, baseUrl: '${crmUrl}', tokenFile: ${tokenFile} }
  - { name: revoked, kind: hubspot, baseUrl: '${crmUrl}', tokenFile: ${wrong} }
organizations:
  - { name: demo, connection: crm }
  - { name: other, connection: revoked }
`,
      env: { API_TOKENS: JSON.stringify(tokens), CRM_HOLD_MS: '300' },
    });
  });
  afterAll(() => stage.close());

  const ask = async (path: string, body?: unknown, token = 'op'): Promise<Answer> => {
    const response = await fetch(`${stage.app.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...json, authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  const newTask = async (properties = {}) => {
    const response = await fetch(`${stage.crm.url}/crm/v3/objects/tasks`, {
      method: 'POST',
      headers: { ...json, authorization: 'Bearer t' },
      body: JSON.stringify({
        properties: { hs_task_status: 'NOT_STARTED', hs_timestamp: '2026-01-01T00:00:00Z', ...properties },
      }),
    });
    return ((await response.json()) as CrmRecord).id;
  };
  const tasks = async () => (await (await fetch(`${stage.crm.url}/_sandbox/objects/tasks`)).json()) as CrmRecord[];
  const calls = async () => (await (await fetch(`${stage.crm.url}/_sandbox/objects/calls`)).json()) as CrmRecord[];
  const statusIs = (taskId: string, status: string) =>
    until(`task ${taskId} to be ${status}`, async () =>
      (await tasks()).some(({ id, properties }) => id === taskId && properties.hs_task_status === status),
    );
  const control = (path: string, method: string, body?: unknown) =>
    fetch(`${stage.crm.url}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && { headers: json, body: JSON.stringify(body) }),
    });
  const publish = (type: string, sessionId: string, body: unknown, organization = 'demo') =>
    stage.producer.publish({
      topic: type === eventTypes.sessionEnriched ? topics.sessionEnriched.name : topics.sessionEvents.name,
      key: sessionId,
      value: Buffer.from(JSON.stringify(body)),
      headers: { ce_id: randomUUID(), ce_type: type, ce_organization: organization, ce_subject: sessionId },
    });
  const created = (sessionId: string, variables: object, direction = 'OUTBOUND', organization = 'demo') =>
    publish(
      eventTypes.sessionCreated,
      sessionId,
      { id: sessionId, direction, createdAt: '2026-07-14T08:31:07.415Z', metadata: { sessionVariables: variables } },
      organization,
    );
  const enriched = (sessionId: string, variables: object) =>
    publish(eventTypes.sessionEnriched, sessionId, {
      ...{ organization: 'demo', sessionId, revision: 1, outcome: { value: 'connected', final: true, reason: 'test' } },
      session: {
        ...{ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId: 'a', variables },
        customerPhoneNumber: null,
      },
      timing: { createdAt: '2026-07-14T08:31:07.415Z', endedAt: null, talkSeconds: 4 },
      analysis: {
        ...{ summary: 'Agreed.', keyPoints: [], intent: null, resolution: null, sentiment: null },
        extractedData: {},
      },
      transcript: null,
      links: { dashboard: null },
    });
  const sessionRow = async (sessionId: string) =>
    (
      await stage.sql.pool.query<{ matched_by: string | null; unmatched_reason: string | null; candidate: unknown }>(
        'SELECT matched_by, unmatched_reason, candidate FROM session WHERE session_id = $1',
        [sessionId],
      )
    ).rows[0];
  const dueOf = async (kind: string, subject: string) =>
    (
      await stage.sql.pool.query<{ attempt: number; hours: number }>(
        'SELECT attempt, (extract(epoch FROM due_at - now()) / 3600)::float8 AS hours FROM due_work WHERE kind = $1 AND subject = $2',
        [kind, subject],
      )
    ).rows[0];
  const isUnmatched = (sessionId: string, reason: string) =>
    until(`${sessionId} to be unmatched`, async () => (await sessionRow(sessionId))?.unmatched_reason === reason);
  const runNow = (kind: string, subject: string) =>
    stage.sql.pool.query('UPDATE due_work SET due_at = now() WHERE kind = $1 AND subject = $2', [kind, subject]);

  it('knows who may ask', async () => {
    expect((await ask('/v1/failed', undefined, 'nobody')).status).toBe(401);
    expect((await ask('/v1/failed', undefined, 'dial')).status).toBe(403);
    const foreign = { organization: 'other', attemptId: 'a', taskId: 't' };
    expect((await ask('/v1/attempts', foreign, 'dial')).status).toBe(403);
    expect((await ask('/v1/attempts', { organization: 'demo' }, 'dial')).status).toBe(400);
  });

  it('finds the task of a registered attempt, before and after its session, whatever the direction', async () => {
    const [before, after] = [await newTask(), await newTask()];
    const attempt = { organization: 'demo', attemptId: randomUUID(), taskId: before };
    expect((await ask('/v1/attempts', attempt, 'dial')).status).toBe(201);
    expect((await ask('/v1/attempts', attempt, 'dial')).status).toBe(200);
    expect((await ask('/v1/attempts', { ...attempt, taskId: after }, 'dial')).status).toBe(409);
    await created(randomUUID(), { callAttemptId: attempt.attemptId }, 'INBOUND');
    await statusIs(before, 'IN_PROGRESS');

    const [late, sessionId] = [randomUUID(), randomUUID()];
    await created(sessionId, { callAttemptId: late });
    await isUnmatched(sessionId, 'no correlation variable');
    await ask('/v1/attempts', { organization: 'demo', attemptId: late, taskId: after }, 'dial');
    await statusIs(after, 'IN_PROGRESS');
    expect(await sessionRow(sessionId)).toEqual({ matched_by: 'attempt', unmatched_reason: null, candidate: null });
  });

  it('finds the task of a session that was named with its attempt', async () => {
    const [taskId, sessionId] = [await newTask(), randomUUID()];
    await ask('/v1/attempts', { organization: 'demo', attemptId: randomUUID(), sessionId, taskId }, 'dial');
    await created(sessionId, {}, 'INBOUND');
    await statusIs(taskId, 'IN_PROGRESS');
  });

  it('looks again, after 1, 6 and 24 hours, at a session that names a task; not at another', async () => {
    const [gone, nameless] = [randomUUID(), randomUUID()];
    await created(nameless, {});
    await isUnmatched(nameless, 'no correlation variable');
    expect(await dueOf('rematch', nameless)).toBeUndefined();
    await created(gone, { taskId: '404404' });
    await isUnmatched(gone, 'task not in the CRM');
    for (const [attempt, hours] of [
      [1, 1],
      [2, 5],
      [3, 18],
    ] as const) {
      const due = await until(`look ${attempt}`, async () => {
        const found = await dueOf('rematch', gone);
        return found?.attempt === attempt ? found : undefined;
      });
      expect(due.hours).toBeGreaterThan(hours - 0.1);
      expect(due.hours).toBeLessThanOrEqual(hours);
      await runNow('rematch', gone);
    }
    await until('no further look', async () => (await dueOf('rematch', gone)) === undefined);
  });

  it('matches by command what a policy refused, and first says so', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await created(sessionId, { taskId }, 'INBOUND');
    await isUnmatched(sessionId, 'direction not allowed');
    const asked = { organization: 'demo', maxAgeHours: 1 };
    const none = await ask('/v1/rematches', { ...asked, dryRun: true });
    expect(none.body.matched).not.toContainEqual(expect.objectContaining({ sessionId }));
    // As a mapping fix would: what the session told is read with the policy of today.
    await stage.sql.pool.query(
      `UPDATE session SET candidate = jsonb_set(candidate, '{direction}', '"OUTBOUND"') WHERE session_id = $1`,
      [sessionId],
    );
    const match = { organization: 'demo', sessionId, connection: 'crm', taskId };
    expect((await ask('/v1/rematches', { ...asked, dryRun: true })).body.matched).toContainEqual(match);
    expect((await sessionRow(sessionId))?.unmatched_reason).toBe('direction not allowed');
    expect((await ask('/v1/rematches', { ...asked, dryRun: false })).body.matched).toContainEqual(match);
    await statusIs(taskId, 'IN_PROGRESS');
  });

  it('lists what was refused, retries it, and tells the whole story of the task', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await control('faults', 'PUT', { seed: 1, rate: 0, conflicting: [], refusing: [sessionId] });
    await enriched(sessionId, { taskId });
    const failed = await until('the refused effect', async () => {
      const { body } = await ask(`/v1/failed?taskId=${taskId}`);
      return (body.effects as unknown[]).length > 0 ? body.effects : undefined;
    });
    expect(failed).toEqual([
      expect.objectContaining({ effect: `call.upsert:${sessionId}`, state: 'dead', code: 'CRM_REJECTED' }),
    ]);
    await statusIs(taskId, 'COMPLETED');
    await control('faults', 'DELETE');
    const selection = { taskId, code: 'CRM_REJECTED' };
    expect((await ask('/v1/retries', { ...selection, dryRun: true })).body.effects).toHaveLength(1);
    expect((await ask(`/v1/failed?taskId=${taskId}`)).body.effects).toHaveLength(1);
    expect((await ask('/v1/retries', { ...selection, dryRun: false })).body.effects).toHaveLength(1);
    await until('the call record', async () =>
      (await calls()).some(({ properties }) => properties.voice_call_id === sessionId),
    );
    const story = await until('the settled story', async () => {
      const { body } = await ask(`/v1/tasks/${taskId}`);
      const [task] = body.tasks as { state: string; waiting: unknown[] }[];
      return task?.state === 'idle' && task.waiting.length === 0 ? task : undefined;
    });
    expect(story).toMatchObject({
      ...{ connection: 'crm', taskId, state: 'idle', conflicts: [], waiting: [] },
      sessions: [{ sessionId, matchedBy: 'variable:taskId' }],
      facts: [{ type: 'enriched', outcome: 'connected', final: true }],
    });
    expect(JSON.stringify(story)).not.toContain('Agreed.');
    expect((await ask('/v1/tasks/none')).status).toBe(404);
  });

  it('erases a session for good', async () => {
    const [sessionId, taskId] = [randomUUID(), await newTask()];
    await enriched(sessionId, { taskId });
    await statusIs(taskId, 'COMPLETED');
    const session = { organization: 'demo', sessionId };
    await until('the record to be noted', async () => {
      const { body } = await ask('/v1/erasures', { ...session, dryRun: true });
      return (body.erased as { remoteIds?: string[] } | null)?.remoteIds?.length === 1;
    });
    expect((await ask('/v1/erasures', { ...session, dryRun: false })).body.erased).toMatchObject({ taskId });
    await created(sessionId, { taskId });
    await enriched(sessionId, { taskId });
    const marker = randomUUID();
    const other = await newTask();
    await created(marker, { taskId: other });
    await statusIs(other, 'IN_PROGRESS');
    const left = await stage.sql.pool.query(
      `SELECT session_id FROM fact WHERE session_id = $1 UNION ALL SELECT session_id FROM session WHERE session_id = $1
       UNION ALL SELECT session_id FROM effect WHERE session_id = $1`,
      [sessionId],
    );
    expect(left.rows).toEqual([]);
  });

  it('parks the work of a connection whose token is refused, and of no other', async () => {
    const [mine, theirs] = [await newTask(), await newTask()];
    await created(randomUUID(), { taskId: theirs }, 'OUTBOUND', 'other');
    await created(randomUUID(), { taskId: mine });
    await statusIs(mine, 'IN_PROGRESS');
    await until('the parked task', async () => (await dueOf('apply', theirs)) !== undefined);
    expect(await readTopic(stage.kafka, `${topics.sessionEvents.name}.dead.crm-sync`)).toEqual([]);
  });

  it('waits for the next day when the quota is used up, and then goes on', async () => {
    const taskId = await newTask();
    await control('limits', 'PUT', { daily: 1 });
    await created(randomUUID(), { taskId });
    await until('the parked task', async () => (await dueOf('apply', taskId)) !== undefined);
    const { rows } = await stage.sql.pool.query('SELECT reason FROM due_work WHERE subject = $1', [taskId]);
    expect(rows).toEqual([{ reason: 'CRM_QUOTA_EXHAUSTED' }]);
    await control('limits', 'PUT', {});
    await statusIs(taskId, 'IN_PROGRESS');
  });
});
