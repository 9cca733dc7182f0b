import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAgntixClient } from '@switchback/agntix-client';
import type { AgntixClient } from '@switchback/agntix-client';
import type { AgntixSandbox } from '@switchback/agntix-sandbox';
import { eventTypes, headerNames, sessionEnrichedSchema, topics } from '@switchback/contracts';
import type { SessionEnriched } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { freshDatabase, freshTopics, secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { dialects, startDialect } from './dialects.ts';

const customerPhoneNumber = '+12025550143';
const metadata = { customerPhoneNumber, sessionVariables: { taskId: 'TASK-7' } };
const MESSAGES = 130;
const SESSIONS = 130;

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw new Error(`expected a Failure, got ${String(error)}`);
};
const begun = (sandbox: AgntixSandbox, messages = MESSAGES): string => {
  const [session] = sandbox.begin({ metadata, script: { outcome: 'connected', transcript: { messages } } });
  return session!.id;
};
const hasEnded = (sandbox: AgntixSandbox, id: string) =>
  until('the end', () => sandbox.sessions().find((session) => session.id === id)?.endedAt);

describe.each(dialects)('the client, $name', (dialect) => {
  let sandbox: AgntixSandbox;
  let client: AgntixClient;
  beforeAll(async () => {
    sandbox = await startDialect(dialect);
    client = createAgntixClient({ baseUrl: sandbox.url, apiKey: sandbox.apiKey, timeoutMs: 5_000 });
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  it('rows 4, 5, 7 and 50: reads a session in one shape, whatever path and shape it has, without its credential', async () => {
    const id = begun(sandbox);
    await hasEnded(sandbox, id);
    const { raw, normalized } = await client.getSession(id);
    const isA = dialect.session === 'A';
    expect(normalized).toMatchObject({
      ...{ id, type: 'VOICE', platform: 'PHONE', direction: 'INBOUND', state: 'CLOSED', metadata, customerPhoneNumber },
      agentId: 'c2a97d50-1f4b-4be0-9e63-77d0b8f1e2a9',
      variables: { taskId: 'TASK-7' },
      endedAt: sandbox.sessions()[0]?.endedAt?.toISOString(),
      summary: expect.stringContaining(id.slice(0, 8)) as unknown,
      resolution: { classification: 'RESOLVED' },
      extractedData: { agreedDay: 'Thursday' },
      talkSeconds: isA ? null : 42,
      callStatus: isA ? null : 'completed',
      endedReason: isA ? null : 'user_hangup',
      audioUrl: null,
    });
    expect(normalized.dashboardLink !== null).toBe(isA);
    expect(JSON.stringify(raw)).not.toContain('sandbox-session-token');
  });

  it('rows 19 and 20: reads every message once and in order, in pages, at once or as a bare list', async () => {
    const id = begun(sandbox);
    const messages = await client.listMessages(id);
    expect(messages.map((one) => one.id)).toEqual(
      Array.from({ length: MESSAGES }, (_, n) => `msg_${id.slice(0, 8)}_${n + 1}`),
    );
    expect(new Set(messages.map(({ role }) => role))).toEqual(new Set(['ASSISTANT', 'USER', 'TOOL']));
  });

  it('row 6: lists the sessions of a span, each once, by either paging and whatever filters are refused', async () => {
    const since = new Date();
    const ids = sandbox.begin({ count: SESSIONS, metadata, script: { outcome: 'busy' } }).map(({ id }) => id);
    const found: string[] = [];
    for await (const { id } of client.listSessions({ since, customerPhoneNumber })) found.push(id);
    expect(found.sort()).toEqual(ids.sort());
  });

  it('rows 36 and 37: knows what is missing or refused from any error body, and names the request where it is told', async () => {
    const missing = await failureOf(client.getSession('no/such session'));
    expect(missing.code).toBe('VENDOR_NOT_FOUND');
    expect(/request [\w-]+/.test(missing.message)).toBe(
      dialect.errors === 'requestId' || dialect.errors === 'meta' || dialect.errors === undefined,
    );
    sandbox.fault(
      { kind: 'status', status: 500, times: 1 },
      { kind: 'status', status: 422, code: 'VALIDATION_ERROR', times: 1 },
    );
    expect((await failureOf(client.listPhoneNumbers())).code).toBe('VENDOR_UNAVAILABLE');
    expect((await failureOf(client.listPhoneNumbers())).code).toBe('VENDOR_REJECTED');
    sandbox.api({ apiKey: null });
    expect((await failureOf(client.getSession('s'))).code).toBe('VENDOR_AUTH');
    sandbox.api({ apiKey: sandbox.apiKey });
  });

  it('rows 29, 30, 31 and 34: lists numbers and dials once, and says so where the answer names no session', async () => {
    const numbers = await client.listPhoneNumbers();
    expect(numbers).toHaveLength(60);
    const before = sandbox.sessions().length;
    const call = { phoneNumberId: numbers[0]!.id, toPhoneNumber: customerPhoneNumber, agentId: 'a', ttl: 77 };
    const work = client.startCall({ ...call, sessionVariables: { taskId: 'TASK-8' } });
    if (dialect.start === 'none') expect((await failureOf(work)).code).toBe('CALL_START_UNCERTAIN');
    else expect((await work).sessionId).toBe(sandbox.sessions().at(-1)?.id);
    expect(sandbox.sessions().length - before).toBe(1);
    expect(sandbox.sessions().at(-1)).toMatchObject({ agentId: 'a', ttlSeconds: 77 });
  });
});

describe('the client when the API breaks', () => {
  let sandbox: AgntixSandbox;
  let client: AgntixClient;
  beforeAll(async () => {
    sandbox = await startDialect({ name: 'as usual' });
    client = createAgntixClient({ baseUrl: sandbox.url, apiKey: sandbox.apiKey, timeoutMs: 300 });
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  it.each(['silent', 'half-open', 'reset', 'truncated', 'html', 'status'] as const)(
    'gives up reading within its deadline: %s',
    async (kind) => {
      const id = begun(sandbox);
      sandbox.fault({ kind, times: 2 });
      const from = performance.now();
      expect((await failureOf(client.getSession(id))).code).toBe('VENDOR_UNAVAILABLE');
      expect((await failureOf(client.listMessages(id))).code).toBe('VENDOR_UNAVAILABLE');
      expect(performance.now() - from).toBeLessThan(2_000);
      expect(await client.listMessages(id)).toHaveLength(MESSAGES);
    },
  );

  it.each(['silent', 'half-open', 'reset', 'truncated', 'html', 'status'] as const)(
    'row 32: knows that a call may have been started, and dials once: %s',
    async (kind) => {
      const [number] = await client.listPhoneNumbers();
      const before = sandbox.sessions().length;
      sandbox.fault({ kind, times: 1, route: 'startCall', when: 'after' });
      const call = { phoneNumberId: number!.id, toPhoneNumber: customerPhoneNumber, agentId: 'a', ttl: 60 };
      expect((await failureOf(client.startCall({ ...call, sessionVariables: {} }))).code).toBe('CALL_START_UNCERTAIN');
      expect(sandbox.sessions().length - before).toBe(1);
    },
  );

  it('reads a plan’s headers: refused beyond the limit, with the time to come back', async () => {
    sandbox.api({ plan: 1 });
    const refused = await failureOf(client.getSession('s'));
    expect(refused.code).toBe('VENDOR_RATE_LIMITED');
    expect((refused.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(30_000);
    sandbox.api({ plan: 'unlimited' });
  });
});

describe('transcript with an organization per dialect', () => {
  const sandboxes: AgntixSandbox[] = [];
  const expected: string[] = [];
  let database: { url: string; drop(): Promise<void> };
  let producer: KafkaProducer;
  let app: RunningApp;
  let enriched: Map<string, SessionEnriched>;

  beforeAll(async () => {
    sandboxes.push(...(await Promise.all(dialects.map(startDialect))));
    database = await freshDatabase(join(import.meta.dirname, '../prisma'));
    const fresh = await freshTopics();
    producer = new KafkaProducer(fresh.kafka);
    await producer.start();
    const apiKeyFile = await secretFile('pk_sandbox');
    app = await startApp('transcript', {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      GROUP_PREFIX: fresh.prefix,
      AGNTIX_ORGANIZATIONS: JSON.stringify(
        sandboxes.map(({ url }, n) => ({ name: `org-${n}`, baseUrl: url, apiKeyFile })),
      ),
    });
    // The webhook says next to nothing: everything has to come from the API.
    const end = async (sandbox: AgntixSandbox, n: number) => {
      const id = begun(sandbox, 12);
      expected.push(id);
      await hasEnded(sandbox, id);
      await producer.publish({
        topic: topics.sessionEvents.name,
        key: id,
        value: Buffer.from(JSON.stringify({ id, eventType: 'session.ended' })),
        headers: { [headerNames.organization]: `org-${n}`, [headerNames.type]: eventTypes.sessionEnded },
      });
    };
    for (const [n, sandbox] of sandboxes.entries()) await end(sandbox, n);
    const read = async () => {
      const records = await readTopic(fresh.kafka, topics.sessionEnriched.name, {});
      const bodies = records.map(({ value }) => sessionEnrichedSchema.parse(JSON.parse(value.toString())));
      return bodies.length >= dialects.length && new Map(bodies.map((body) => [body.organization, body]));
    };
    enriched = await until('every session to be complete', read, 80_000);
  }, 120_000);
  afterAll(async () => {
    await app.stop();
    await producer.stop();
    await database.drop();
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  });

  it.each(dialects.map(({ name }, n) => [name, n] as const))('completes a call: %s', (_, n) => {
    expect(enriched.get(`org-${n}`)).toMatchObject({
      sessionId: expected[n],
      revision: 1,
      outcome: { value: 'connected', final: true, reason: 'user-spoke' },
      session: { type: 'VOICE', customerPhoneNumber, variables: { taskId: 'TASK-7' } },
      analysis: {
        summary: expect.stringContaining(expected[n]!.slice(0, 8)) as unknown,
        resolution: { classification: 'RESOLVED' },
        extractedData: { agreedDay: 'Thursday' },
      },
      transcript: { messageCount: 12 },
    });
  });
});
