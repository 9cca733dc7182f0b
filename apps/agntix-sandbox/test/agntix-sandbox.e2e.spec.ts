import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAgntixClient } from '@switchback/agntix-client';
import { startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { Webhook } from 'svix';

const SECRET = `whsec_${Buffer.from('agntix-sandbox-e2e').toString('base64')}`;

interface Received {
  id: string;
  timestamp: string;
  signature: string;
  sessionId: string;
  eventType: string;
}

describe('agntix-sandbox', () => {
  const received: Received[] = [];
  const refuseOnce = new Set<string>();
  const receiver = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      // Throws, and so never counts, where the signature is not one that the svix library accepts.
      new Webhook(SECRET).verify(text, request.headers as Record<string, string>);
      const { id, eventType } = JSON.parse(text) as { id: string; eventType: string };
      const header = (name: string) => String(request.headers[`svix-${name}`]);
      received.push({
        id: header('id'),
        timestamp: header('timestamp'),
        signature: header('signature'),
        sessionId: id,
        eventType,
      });
      response.writeHead(refuseOnce.delete(id) ? 500 : 204).end();
    })();
  });
  let app: RunningApp;
  let client: ReturnType<typeof createAgntixClient>;

  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    app = await startApp('agntix-sandbox', {
      API_KEY: 'pk',
      WEBHOOK_URL: url,
      WEBHOOK_SECRET: SECRET,
      CALL_MS: '20',
      RETRY_SCALE: '0.001',
    });
    client = createAgntixClient({ baseUrl: app.url, apiKey: 'pk', timeoutMs: 5_000 });
  });
  afterAll(async () => {
    await client.close();
    await app.kill();
    receiver.close();
  });

  const call = async (script: Record<string, unknown>) => {
    const callAttemptId = randomUUID();
    await fetch(`${app.url}/_sandbox/scripts/${callAttemptId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(script),
    });
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
  const of = (sessionId: string) => received.filter((webhook) => webhook.sessionId === sessionId);

  it('plays a call that is answered: two signed webhooks, detail and messages', async () => {
    const sessionId = await call({ outcome: 'connected' });
    await until('both webhooks', () => of(sessionId).length === 2);
    expect(of(sessionId).map(({ eventType }) => eventType)).toEqual(['session.created', 'session.ended']);
    const { raw } = await client.getSession(sessionId);
    expect(raw).toMatchObject({ state: 'CLOSED', callInfo: { status: 'completed', endedReason: 'user_hangup' } });
    expect(await client.listMessages(sessionId)).toHaveLength(4);
  });

  it('delivers the end first, and everything twice with one id, when told to', async () => {
    const sessionId = await call({ outcome: 'busy', endedFirst: true, duplicate: true });
    await until('four webhooks', () => of(sessionId).length === 4);
    expect(of(sessionId).map(({ eventType }) => eventType)).toEqual([
      'session.ended',
      'session.ended',
      'session.created',
      'session.created',
    ]);
    expect(new Set(of(sessionId).map(({ id }) => id)).size).toBe(2);
    expect(await client.listMessages(sessionId)).toEqual([]);
  });

  it('comes again with the same id after a failure, signed anew', async () => {
    const id = randomUUID();
    refuseOnce.add(id);
    await fetch(`${app.url}/_sandbox/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, eventType: 'session.paused' }),
    });
    await until('the second attempt', () => of(id).length === 2);
    const [first, second] = of(id);
    expect(second?.id).toBe(first?.id);
  });

  it('refuses a wrong key and an unknown session with the bodies of the vendor', async () => {
    const path = `${app.url}/api/v1/chat/sessions/${randomUUID()}`;
    const refused = await fetch(path, { headers: { 'x-api-key': 'wrong' } });
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: expect.objectContaining({ code: 'UNAUTHORIZED' }) as object },
    ]);
    const missing = await fetch(path, { headers: { 'x-api-key': 'pk' } });
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { error: expect.objectContaining({ code: 'SESSION_NOT_FOUND' }) as object },
    ]);
  });

  it('ends with 0 on SIGTERM', async () => {
    expect(await app.stop()).toBe(0);
  });
});
