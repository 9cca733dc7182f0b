import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAgntixClient } from '@switchback/agntix-client';
import { startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';

describe('row 44: agntix-sandbox as a process, scripted over HTTP', () => {
  let receiver: Receiver;
  let app: RunningApp;
  let client: ReturnType<typeof createAgntixClient>;

  beforeAll(async () => {
    receiver = await startReceiver();
    app = await startApp('agntix-sandbox', {
      API_KEY: 'pk',
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: receiver.secrets[0]!,
      CALL_MS: '20',
      RETRY_SCALE: '0.001',
      DIALECT: '{"session":"C"}',
      PLAN: 'free',
      SEED: '5',
    });
    client = createAgntixClient({ baseUrl: app.url, apiKey: 'pk', timeoutMs: 5_000 });
  });
  afterAll(async () => {
    await client.close();
    await app.kill();
    await receiver.close();
  });

  const control = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const sent = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(`${app.url}/_sandbox/${path}`, sent);
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
  };
  const call = async (script: Record<string, unknown>) => {
    const callAttemptId = randomUUID();
    await control('PUT', `scripts/${callAttemptId}`, script);
    const [number] = await client.listPhoneNumbers();
    const { sessionId } = await client.startCall({
      phoneNumberId: number?.id ?? '',
      toPhoneNumber: '+12025550143',
      agentId: 'a',
      ttl: 60,
      sessionVariables: { callAttemptId },
    });
    return sessionId;
  };

  it('plays a call that is answered: two signed webhooks, detail and messages', async () => {
    const sessionId = await call({ outcome: 'connected' });
    await until('both webhooks', () => receiver.of(sessionId).length === 2);
    expect(receiver.of(sessionId).map(({ eventType }) => eventType)).toEqual(['session.created', 'session.ended']);
    const { raw, normalized } = await client.getSession(sessionId);
    expect(raw).toMatchObject({ session: { state: 'CLOSED' }, callInfo: { status: 'completed' } });
    expect(normalized).toMatchObject({ state: 'CLOSED', keyPoints: ['Thursday at ten'] });
    expect(await client.listMessages(sessionId)).toHaveLength(4);
  });

  it('delivers the end first, and everything twice with one id, when told to', async () => {
    const sessionId = await call({ outcome: 'busy', endedFirst: true, duplicate: true });
    await until('four webhooks', () => receiver.of(sessionId).length === 4);
    expect(receiver.of(sessionId).map(({ eventType }) => eventType)).toEqual([
      'session.ended',
      'session.ended',
      'session.created',
      'session.created',
    ]);
    expect(new Set(receiver.of(sessionId).map(({ id }) => id)).size).toBe(2);
    expect(await client.listMessages(sessionId)).toEqual([]);
  });

  it('delivers an event of your own, also one that is not JSON', async () => {
    const id = randomUUID();
    await control('POST', 'events', { id, eventType: 'session.paused' });
    await until('the event', () => receiver.of(id).length === 1);
    const bytes = `{"id":"${id}","eventType":"broken"`;
    await fetch(`${app.url}/_sandbox/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: bytes,
    });
    await until('the bytes', () => receiver.received.some(({ text }) => text === bytes));
  });

  it('tells every fault of a script', async () => {
    expect(await control('PUT', 'scripts/x', { outcome: 'asleep', transcript: { parts: 0 } })).toMatchObject({
      status: 400,
      body: { faults: [expect.stringContaining('outcome'), expect.stringContaining('transcript.parts')] },
    });
    expect((await control('POST', 'faults', [{ kind: 'melt' }])).status).toBe(400);
  });

  it('lets faults, key and plan be changed and says what happened', async () => {
    await control('POST', 'faults', { kind: 'status', status: 500, times: 1, route: 'listPhoneNumbers' });
    await expect(client.listPhoneNumbers()).rejects.toMatchObject({ code: 'VENDOR_UNAVAILABLE' });
    expect(await client.listPhoneNumbers()).toHaveLength(1);
    expect((await control('GET', 'faults')).body).toMatchObject([{ struck: 1 }]);
    await control('PUT', 'api', { apiKey: null });
    await expect(client.listPhoneNumbers()).rejects.toMatchObject({ code: 'VENDOR_AUTH' });
    await control('PUT', 'api', { apiKey: 'pk', plan: 1 });
    await expect(client.listPhoneNumbers()).rejects.toMatchObject({ code: 'VENDOR_RATE_LIMITED' });
    await control('PUT', 'api', { plan: 'growth' });
    const { body } = await control('GET', 'requests');
    expect(body).toMatchObject({
      counts: { 'listPhoneNumbers 500': 1, 'listPhoneNumbers 401': 1, 'listPhoneNumbers 429': 1 },
    });
  });

  it('begins, ends and replays sessions that nobody started through the API', async () => {
    const { body } = await control('POST', 'sessions', { count: 2, script: { outcome: 'connected', stuck: true } });
    const [one, two] = body as unknown as { id: string }[];
    await until('the beginnings', () => receiver.of(one!.id).length === 1 && receiver.of(two!.id).length === 1);
    expect((await control('POST', `sessions/${one!.id}/end`)).body).toEqual({ ended: true });
    await until('the end', () => receiver.of(one!.id).length === 2);
    expect((await control('POST', 'replays', { sessionId: one!.id })).body).toEqual({ replayed: 2 });
    expect(receiver.of(one!.id)).toHaveLength(4);
    expect(receiver.of(two!.id)).toHaveLength(1);
  });

  it('ends with 0 on SIGTERM', async () => {
    expect(await app.stop()).toBe(0);
  });
});
