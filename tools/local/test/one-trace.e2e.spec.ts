import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, freshTopics, secretFile, signedWebhook, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  service: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}
interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<Span, 'service'>[] }[];
  }[];
}

const SECRET = `whsec_${Buffer.from('one-trace-test-secret').toString('base64')}`;
const PHONE = '+12025550143';
const personal = { customerName: 'Marked Person-7731', customerEmail: 'marked-7731@example.com' };
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;

const spansOf = (exported: Export): Span[] =>
  exported.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });

/** Keeps what it receives in a file, one export request a line, as a collector's file exporter does. */
const collector = (file: string) =>
  createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      appendFileSync(file, `${Buffer.concat(chunks).toString('utf8')}\n`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    })();
  });

/** Every sentence in an answer of the messages' path. */
const textsOf = (answer: unknown): string[] =>
  [...JSON.stringify(answer).matchAll(/"(?:text|content|message)":"([^"]{12,})"/g)].map(([, text]) => text!);

const post = async (url: string, headers: Record<string, string>, body: unknown) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Record<string, unknown>;
};

describe('one call', () => {
  const folder = mkdtempSync(join(tmpdir(), 'one-trace-'));
  const file = join(folder, 'traces.jsonl');
  const server = collector(file);
  const running: RunningApp[] = [];
  const closers: (() => Promise<void>)[] = [];
  let urls: Record<'ingress' | 'agntix' | 'crm', string>;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const workspace = join(import.meta.dirname, '../../..');
    const { prefix, brokers } = await freshTopics();
    const [transcripts, crmSync] = await Promise.all([
      freshDatabase(join(workspace, 'apps/transcript/prisma')),
      freshDatabase(join(workspace, 'apps/crm-sync/prisma')),
    ]);
    closers.push(
      () => transcripts.drop(),
      () => crmSync.drop(),
    );
    const start = async (app: string, env: Record<string, string>) => {
      const started = await startApp(app, env);
      running.push(started);
      return started;
    };
    const common = {
      KAFKA_BROKERS: brokers,
      TOPIC_PREFIX: prefix,
      GROUP_PREFIX: prefix,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    const [webhookSecret, apiKey, token] = await Promise.all([SECRET, 'pk_test', 'crm-token'].map(secretFile));
    const [crm, ingress] = await Promise.all([
      start('crm-sandbox', { TOKEN: 'crm-token' }),
      start('ingress', {
        ...common,
        WEBHOOK_ENDPOINTS: JSON.stringify([
          { name: 'main', organization: 'demo', secrets: [{ file: webhookSecret, mode: 'base64' }] },
        ]),
      }),
    ]);
    // The test posts the webhooks itself: the sandbox's own go nowhere.
    const agntix = await start('agntix-sandbox', {
      API_KEY: 'pk_test',
      WEBHOOK_URL: 'http://127.0.0.1:9/',
      WEBHOOK_SECRET: SECRET,
      CALL_MS: '10',
    });
    const policy = await secretFile(`
connections:
  - { name: demo-crm, kind: hubspot, baseUrl: '${crm.url}', tokenFile: ${token ?? ''} }
organizations:
  - { name: demo, connection: demo-crm, correlation: { variables: [taskId], directions: [OUTBOUND] } }
`);
    await Promise.all([
      start('transcript', {
        ...common,
        DATABASE_URL: transcripts.url,
        AGNTIX_ORGANIZATIONS: JSON.stringify([{ name: 'demo', baseUrl: agntix.url, apiKeyFile: apiKey }]),
      }),
      start('crm-sync', { ...common, DATABASE_URL: crmSync.url, POLICY_FILE: policy }),
    ]);
    urls = { ingress: ingress.url, agntix: agntix.url, crm: crm.url };
  });

  afterAll(async () => {
    await Promise.all(running.map((app) => app.kill()));
    await Promise.all(closers.map((close) => close()));
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('is one trace over HTTP, Kafka, PostgreSQL and outgoing HTTP, without anything personal in it', async () => {
    const crm = { authorization: 'Bearer crm-token' };
    const task = await post(`${urls.crm}/crm/v3/objects/tasks`, crm, {
      properties: { hs_task_subject: 'Call', hs_task_status: 'NOT_STARTED', hs_timestamp: new Date().toISOString() },
      associations: [],
    });
    const callAttemptId = randomUUID();
    await fetch(`${urls.agntix}/_sandbox/scripts/${callAttemptId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome: 'connected', callMs: 10 }),
    });
    const numbers = (await (
      await fetch(`${urls.agntix}/api/v1/phone-numbers`, { headers: { 'x-api-key': 'pk_test' } })
    ).json()) as { items: { id: string }[] };
    const { sessionId } = await post(
      `${urls.agntix}/api/v1/phone-numbers/${numbers.items[0]?.id ?? ''}/calls/start`,
      { 'x-api-key': 'pk_test' },
      {
        to_phone_number: PHONE,
        agent_id: randomUUID(),
        ttl: 60,
        session_variables: { taskId: task.id, callAttemptId, ...personal },
      },
    );
    const session = await until('the call to be over', async () => {
      const response = await fetch(`${urls.agntix}/api/v1/chat/sessions/${String(sessionId)}`, {
        headers: { 'x-api-key': 'pk_test' },
      });
      const detail = (await response.json()) as Record<string, unknown>;
      return detail.state === 'CLOSED' && detail;
    });

    const { headers, body } = signedWebhook({
      secret: SECRET,
      body: { ...session, token: undefined, callInfo: undefined, eventType: 'session.ended' },
    });
    const answer = await fetch(`${urls.ingress}/webhooks/agntix/main`, { method: 'POST', headers, body });
    expect(answer.status).toBe(204);
    await until('the task to be completed', async () => {
      const response = await fetch(`${urls.crm}/crm/v3/objects/tasks/${String(task.id)}?properties=hs_task_status`, {
        headers: crm,
      });
      const { properties } = (await response.json()) as { properties: Record<string, string> };
      return properties.hs_task_status === 'COMPLETED';
    });
    const spoken = await fetch(`${urls.agntix}/api/v1/chat/sessions/${String(sessionId)}/messages`, {
      headers: { 'x-api-key': 'pk_test' },
    });
    const words = textsOf(await spoken.json());
    expect(words.length).toBeGreaterThan(1);
    const metrics = await Promise.all(
      running.map(async ({ managementUrl }) => (await fetch(`${managementUrl}/metrics`)).text()),
    );
    // An app that ends hands out the spans it still holds.
    await Promise.all(running.map((app) => app.stop()));
    const exported = readFileSync(file, 'utf8');
    const spans = exported
      .trimEnd()
      .split('\n')
      .flatMap((line) => spansOf(JSON.parse(line) as Export));

    const door = spans.find(({ service, kind }) => service === 'ingress' && kind === SERVER);
    const trace = spans.filter(({ traceId }) => traceId === door?.traceId);
    const has = (service: string, kind: number, attribute?: string) =>
      trace.some(
        (span) =>
          span.service === service &&
          span.kind === kind &&
          (!attribute || span.attributes.some(({ key }) => key.startsWith(attribute))),
      );
    expect({
      http: has('ingress', SERVER),
      published: has('ingress', PRODUCER),
      consumed: has('transcript', CONSUMER) && has('crm-sync', CONSUMER),
      republished: has('transcript', PRODUCER),
      postgres: has('transcript', CLIENT, 'db.') && has('crm-sync', CLIENT, 'db.'),
      vendorCall: has('transcript', CLIENT, 'http.') || has('transcript', CLIENT, 'url.'),
      crmCall: has('crm-sync', CLIENT, 'http.') || has('crm-sync', CLIENT, 'url.'),
    }).toEqual({
      http: true,
      published: true,
      consumed: true,
      republished: true,
      postgres: true,
      vendorCall: true,
      crmCall: true,
    });
    // Whoever follows the trace finds no gap: each span but the first has its parent in the file.
    const ids = new Set(trace.map(({ spanId }) => spanId));
    expect(trace.filter(({ parentSpanId }) => !parentSpanId)).toEqual([door]);
    expect(trace.filter(({ parentSpanId }) => parentSpanId && !ids.has(parentSpanId))).toEqual([]);
    // And each consumer has told in that trace what became of the record.
    const lines = running.flatMap((app) => app.logs()).filter((line) => line.includes('"event":"kafka.handled"'));
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const service of ['transcript', 'crm-sync'])
      expect(told).toContainEqual(
        expect.objectContaining({ service, trace_id: door?.traceId, outcome: 'handled', eventId: expect.any(String) }),
      );
    const seen = { exported, logs: running.flatMap((app) => app.logs()).join('\n'), metrics: metrics.join('\n') };
    for (const [where, text] of Object.entries(seen))
      expect([where, [PHONE, ...Object.values(personal), ...words].filter((mark) => text.includes(mark))]).toEqual([
        where,
        [],
      ]);
  });
});
