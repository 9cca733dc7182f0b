import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import { freshTopics, secretFile, signedWebhook, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { sendRaw } from './raw-sender.ts';

const whsec = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`;
const FIRST = whsec('the first secret of the door');
const SECOND = whsec('the second secret of the door');

describe('the door', () => {
  let app: RunningApp;
  let env: Record<string, string>;
  let kafka: Awaited<ReturnType<typeof freshTopics>>['kafka'];
  let file: string;

  const post = async (secret: string, body: unknown, endpoint = 'main', to = app) => {
    const signed = signedWebhook({ secret, body });
    const { status } = await fetch(`${to.url}/webhooks/agntix/${endpoint}`, {
      method: 'POST',
      headers: signed.headers,
      body: new Uint8Array(signed.body),
    });
    return status;
  };
  const stored = async (id: string) =>
    (await readTopic(kafka, topics.sessionEvents.name)).filter(({ key }) => key === id);
  const metric = async (pattern: RegExp) =>
    pattern.exec(await (await fetch(`${app.managementUrl}/metrics`)).text())?.[1];

  beforeAll(async () => {
    const fresh = await freshTopics();
    kafka = fresh.kafka;
    file = await secretFile(FIRST);
    env = {
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      WEBHOOK_READING_MAX_BYTES: '8000000',
      WEBHOOK_ENDPOINTS: JSON.stringify([
        { name: 'main', organization: 'acme', secrets: [{ file }] },
        { name: 'other', organization: 'globex', secrets: [{ file: await secretFile(SECOND) }] },
        { name: 'slow', organization: 'acme', secrets: [{ file }], rateLimit: 1 },
        { name: 'shut', organization: 'acme', secrets: [] },
      ]),
    };
    app = await startApp('ingress', env);
  });
  afterAll(() => app.kill());

  it('maps each endpoint to its organization and its own secrets', async () => {
    const id = randomUUID();
    const event = { id, eventType: 'session.created' };
    expect(await post(SECOND, event, 'other')).toBe(204);
    expect([await post(SECOND, event), await post(FIRST, event, 'other'), await post(FIRST, event, 'shut')]).toEqual([
      401, 401, 401,
    ]);
    expect((await stored(id)).map(({ headers }) => [headers.ce_source, headers.ce_organization])).toEqual([
      ['/webhooks/agntix/other', 'globex'],
    ]);
    expect(app.logs().filter((line) => line.includes('endpoint.without-secret'))).toHaveLength(1);
  });

  it('takes the largest body through to a reader, with and without a stated length; one byte more is refused', async () => {
    const id = randomUUID();
    const frame = Buffer.byteLength(JSON.stringify({ id, eventType: 'session.ended', note: '' }));
    const bodyOf = (size: number) =>
      Buffer.from(
        JSON.stringify({
          id,
          eventType: 'session.ended',
          note: randomBytes(size)
            .toString('hex')
            .slice(0, size - frame),
        }),
      );
    const chunked = async (body: Buffer) => {
      const signed = signedWebhook({ secret: FIRST, body });
      const half = body.length >> 1;
      const stream = ReadableStream.from([new Uint8Array(body.subarray(0, half)), new Uint8Array(body.subarray(half))]);
      const request = { method: 'POST', headers: signed.headers, body: stream, duplex: 'half' } as RequestInit;
      return (await fetch(`${app.url}/webhooks/agntix/main`, request)).status;
    };
    const largest = bodyOf(3_145_728);
    expect(largest.length).toBe(3_145_728);
    expect([await post(FIRST, largest), await chunked(largest)]).toEqual([204, 204]);
    expect([await post(FIRST, bodyOf(3_145_729)), await chunked(bodyOf(3_145_729))]).toEqual([413, 413]);
    const found = await stored(id);
    expect(found.map(({ value }) => value.equals(largest))).toEqual([true, true]);
  });

  it('refuses no delivery while the secret is rotated, and tells which one signs', async () => {
    const statuses: number[] = [];
    let secret = FIRST;
    let rotating = true;
    const sender = async () => {
      while (rotating) statuses.push(await post(secret, { id: randomUUID(), eventType: 'session.created' }));
    };
    const senders = [sender(), sender()];
    await until('deliveries before', () => statuses.length > 20);
    // The worst order: the file is replaced and the next delivery is signed with the new secret alone.
    writeFileSync(file, SECOND);
    secret = SECOND;
    const before = statuses.length;
    await until('deliveries after', () => statuses.length > before + 50);
    rotating = false;
    await Promise.all(senders);
    // Those signed just before the swap with the old secret alone may miss it; Svix signs with both for a day.
    expect(statuses.slice(before + 2).filter((status) => status !== 204)).toEqual([]);
    writeFileSync(file, 'broken!');
    expect(await post(FIRST, { id: 'x' })).toBe(401);
    expect(await metric(/^switchback_ingress_secrets_broken\S* (\d+)/m)).toBe('1');
    expect(await post(SECOND, { id: randomUUID(), eventType: 'session.created' })).toBe(204);
    writeFileSync(file, FIRST);
    expect(await metric(/^switchback_ingress_secret_last_signed\S*endpoint="main"\S* (\d{10})/m)).toBeDefined();
  });

  it('answers 429 beyond an endpoint’s own rate, and the others go on', async () => {
    const statuses = await Promise.all(Array.from({ length: 5 }, () => post(FIRST, { id: randomUUID() }, 'slow')));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(3);
    expect(await post(FIRST, { id: randomUUID() })).toBe(204);
  });

  it('cuts slow senders off; meanwhile large bodies get 503 and small ones go through', async () => {
    const port = Number(new URL(app.url).port);
    const slow = (length: number) => {
      const { headers } = signedWebhook({ secret: FIRST, body: { id: 'slow' } });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const head = `POST /webhooks/agntix/main HTTP/1.1\r\nhost: x\r\n${lines.join('\r\n')}\r\ncontent-length: ${length}\r\n\r\n{`;
      return sendRaw(port, [Buffer.from(head)]);
    };
    const holding = [slow(3_000_000), slow(3_000_000)];
    await until(
      'the budget to be held',
      async () => Number(await metric(/^switchback_ingress_reading\S* (\d+)/m)) >= 6_000_000,
    );
    expect((await slow(3_000_000)).status).toBe(503);
    expect(await post(FIRST, { id: randomUUID() })).toBe(204);
    expect((await Promise.all(holding)).map(({ status }) => status)).toEqual([408, 408]);
    await until('the budget to be free', async () => (await metric(/^switchback_ingress_reading\S* (\d+)/m)) === '0');
  });

  it('serves 2,000 connections from one address at once', async () => {
    const port = Number(new URL(app.url).port);
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, () => {
        const { headers, body } = signedWebhook({
          secret: FIRST,
          body: { id: randomUUID(), eventType: 'session.created' },
        });
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const head = `POST /webhooks/agntix/main HTTP/1.1\r\nhost: x\r\n${lines.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`;
        return sendRaw(port, [Buffer.from(head), body]);
      }),
    );
    expect(answers.filter(({ status }) => status !== 204)).toEqual([]);
  });

  it('on SIGTERM answers what it has taken, stores it, and ends with 0', async () => {
    const second = await startApp('ingress', env);
    const accepted: string[] = [];
    let going = true;
    const sender = async () => {
      while (going) {
        const id = randomUUID();
        const status = await post(FIRST, { id, eventType: 'session.created' }, 'main', second).catch(() => 0);
        if (status === 204) accepted.push(id);
        if (status === 0) going = false;
      }
    };
    const senders = Array.from({ length: 8 }, sender);
    await until('load', () => accepted.length > 100);
    expect(await second.stop()).toBe(0);
    await Promise.all(senders);
    const keys = new Set((await readTopic(kafka, topics.sessionEvents.name)).map(({ key }) => key));
    expect(accepted.filter((id) => !keys.has(id))).toEqual([]);
  });
});
