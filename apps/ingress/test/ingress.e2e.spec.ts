import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import { freshTopics, runApp, secretFile, signedWebhook, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

const SECRET = `whsec_${Buffer.from('ingress-e2e-secret').toString('base64')}`;
const endpoints = async () =>
  JSON.stringify([{ name: 'main', organization: 'acme', secrets: [{ file: await secretFile(SECRET) }] }]);

describe('ingress', () => {
  let app: RunningApp;
  let kafka: Awaited<ReturnType<typeof freshTopics>>['kafka'];
  const post = (headers: Record<string, string>, body: Buffer, endpoint = 'main') =>
    fetch(`${app.url}/webhooks/agntix/${endpoint}`, { method: 'POST', headers, body: new Uint8Array(body) });

  beforeAll(async () => {
    const fresh = await freshTopics();
    kafka = fresh.kafka;
    app = await startApp('ingress', {
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      WEBHOOK_ENDPOINTS: await endpoints(),
    });
  });
  afterAll(() => app.kill());

  it('answers 204 when the exact bytes are in the topic, keyed by session', async () => {
    const id = randomUUID();
    const sent = Buffer.from(
      `{ "id":"${id}", "eventType":"session.created","createdAt":"2026-07-14T08:31:07.415Z","n":12345678901234567890 }`,
    );
    const { headers, body } = signedWebhook({ secret: SECRET, body: sent });
    expect((await post(headers, body)).status).toBe(204);
    const [stored] = (await readTopic(kafka, topics.sessionEvents.name)).filter(({ key }) => key === id);
    expect(stored?.value.equals(sent)).toBe(true);
    expect(stored?.headers).toMatchObject({
      ce_type: 'ai.agntix.session.created',
      ce_organization: 'acme',
      ce_subject: id,
      ce_time: '2026-07-14T08:31:07.415Z',
      'svix-signature': headers['svix-signature'],
    });
    expect(stored?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
  });

  it('publishes unknown types and quarantines what has no id, both with 204', async () => {
    const id = randomUUID();
    const unknown = signedWebhook({ secret: SECRET, body: { id, eventType: 'session.paused' } });
    const unusable = signedWebhook({ secret: SECRET, body: Buffer.from('not json') });
    expect((await post(unknown.headers, unknown.body)).status).toBe(204);
    expect((await post(unusable.headers, unusable.body)).status).toBe(204);
    const stored = await readTopic(kafka, topics.sessionEvents.name);
    expect(stored.find(({ key }) => key === id)?.headers.ce_type).toBe('ai.agntix.session.paused');
    const quarantined = await readTopic(kafka, topics.webhookQuarantine.name);
    expect(quarantined.find(({ key }) => key === unusable.headers['svix-id'])?.value.toString()).toBe('not json');
  });

  it('refuses what it must, without echoing input, and stores nothing of it', async () => {
    const id = randomUUID();
    const { headers, body } = signedWebhook({ secret: SECRET, body: { id, eventType: 'session.created' } });
    const stale = signedWebhook({ secret: SECRET, body: { id }, at: new Date(Date.now() - 400_000) });
    const tampered = Buffer.from(body.toString().replace('created', 'crashed'));
    const { 'svix-id': _, ...incomplete } = headers;
    const answers = await Promise.all([
      post(headers, tampered),
      post(stale.headers, stale.body),
      post(incomplete, body),
      post(headers, body, 'unknown'),
      post({ ...headers, 'content-type': 'text/plain' }, body),
      post({ ...headers, 'content-encoding': 'gzip' }, body),
      post(headers, Buffer.alloc(3_145_729, 'x')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 400, 404, 415, 415, 413]);
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.text()).not.toContain(id);
    }
    const stored = await readTopic(kafka, topics.sessionEvents.name);
    expect(stored.filter(({ key }) => key === id)).toEqual([]);
    expect(app.logs().join('\n')).not.toContain(id);
  });

  it('counts what it took and refused', async () => {
    const metrics = await (await fetch(`${app.managementUrl}/metrics`)).text();
    expect(metrics).toMatch(/switchback_ingress_accepted_total\{[^}]*endpoint="main"/);
    expect(metrics).toMatch(/switchback_ingress_rejected_total\{[^}]*reason="signature-invalid"[^}]*\} [1-9]/);
  });

  it('drains on SIGTERM and ends with 0', async () => {
    const second = await startApp('ingress', { KAFKA_BROKERS: 'localhost:9', WEBHOOK_ENDPOINTS: await endpoints() });
    expect(await second.stop()).toBe(0);
  });
});

describe('ingress without Kafka', () => {
  it('answers 503 with Retry-After, stays alive, and is not ready', async () => {
    const app = await startApp('ingress', { KAFKA_BROKERS: '127.0.0.1:9', WEBHOOK_ENDPOINTS: await endpoints() });
    try {
      const { headers, body } = signedWebhook({
        secret: SECRET,
        body: { id: randomUUID(), eventType: 'session.created' },
      });
      const answer = await fetch(`${app.url}/webhooks/agntix/main`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      await until('readiness to be off', async () => (await fetch(`${app.managementUrl}/health/ready`)).status === 503);
      expect((await fetch(`${app.managementUrl}/health/live`)).status).toBe(200);
    } finally {
      await app.kill();
    }
  });
});

describe('ingress with a wrong configuration', () => {
  it('lists every fault without a value and exits 1', async () => {
    const { code, stderr } = await runApp('ingress', {
      PORT: 's3cret',
      WEBHOOK_ENDPOINTS: '[{"name":"Main","organization":"acme","secrets":[{"file":"/no/s3cret"}]}]',
    });
    expect(code).toBe(1);
    for (const variable of [
      'PORT is wrong',
      'KAFKA_BROKERS is missing',
      'WEBHOOK_ENDPOINTS[0].name',
      'WEBHOOK_ENDPOINTS[0].secrets[0].file',
    ])
      expect(stderr).toContain(variable);
    expect(stderr).not.toContain('s3cret');
  });

  it('names the port that is taken and exits 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await until('the port', () => taken.listening);
    const { port } = taken.address() as AddressInfo;
    const { code, stdout } = await runApp('ingress', {
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: '0',
      KAFKA_BROKERS: '127.0.0.1:9',
      WEBHOOK_ENDPOINTS: await endpoints(),
    });
    taken.close();
    expect(code).toBe(1);
    expect(stdout).toContain('set PORT or MANAGEMENT_PORT to a free one');
  });
});
