import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventId, eventTypes, headerNames, sessionEnrichedSchema, topics } from '@switchback/contracts';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { openDatabase } from '@switchback/persistence';
import type { Database } from '@switchback/persistence';
import { freshDatabase, freshTopics, runApp, secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { startVendorDouble } from './vendor-double.ts';
import type { VendorDouble } from './vendor-double.ts';

const traceId = createHash('md5').update('a trace').digest('hex');
const base = { type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', createdAt: '2026-07-14T08:31:07.415Z' };
const metadata = { customerPhoneNumber: '+12025550143', sessionVariables: { taskId: 'TASK-1' } };
const message = (role: string, content: string) => ({ id: randomUUID(), role, content, createdAt: base.createdAt });

describe('transcript', () => {
  let vendor: VendorDouble;
  let database: { url: string; drop(): Promise<void> };
  let db: Database;
  let kafka: Awaited<ReturnType<typeof freshTopics>>['kafka'];
  let producer: KafkaProducer;
  let app: RunningApp;
  let env: Record<string, string>;

  const send = (id: string, event: 'created' | 'ended', more: object = {}) => {
    const body = {
      id,
      eventType: `session.${event}`,
      ...base,
      metadata,
      ...(event === 'ended' && { endedAt: '2026-07-14T08:33:41.902Z' }),
      ...more,
    };
    return producer.publish({
      topic: topics.sessionEvents.name,
      key: id,
      value: Buffer.from(JSON.stringify(body)),
      headers: {
        [headerNames.id]: randomUUID(),
        [headerNames.organization]: 'demo',
        [headerNames.type]: event === 'ended' ? eventTypes.sessionEnded : eventTypes.sessionCreated,
        [headerNames.subject]: id,
        [headerNames.traceparent]: `00-${traceId}-00f067aa0ba902b7-01`,
      },
    });
  };
  const enrichedOf = async (id: string) =>
    (await readTopic(kafka, topics.sessionEnriched.name, {})).filter(({ key }) => key === id);
  const rows = async <T extends object>(sql: string, ...values: unknown[]) =>
    (await db.pool.query<T>(sql, values)).rows;
  const due = (id: string) =>
    rows<{ kind: string; reason: string; seconds: number }>(
      'SELECT kind, reason, extract(epoch FROM due_at - now())::int AS seconds FROM due_work WHERE subject = $1',
      id,
    );
  const committedBehind = async (id: string) => {
    // One record more with the same key: whatever lies before it in the partition has been dealt with.
    await send(id, 'created');
    await until(
      'the record after it',
      async () =>
        (await rows('SELECT 1 FROM session WHERE session_id = $1 AND created_seen_at IS NOT NULL', id)).length === 1,
    );
  };

  beforeAll(async () => {
    vendor = await startVendorDouble();
    database = await freshDatabase();
    const fresh = await freshTopics();
    kafka = fresh.kafka;
    producer = new KafkaProducer(kafka);
    await producer.start();
    const organizations = [{ name: 'demo', baseUrl: vendor.url, apiKeyFile: await secretFile('pk_test') }];
    env = {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      GROUP_PREFIX: fresh.prefix,
      AGNTIX_ORGANIZATIONS: JSON.stringify(organizations),
    };
    const migrated = await runApp('transcript', { DATABASE_URL: database.url }, { entry: 'migrate.js' });
    expect(migrated.code).toBe(0);
    db = openDatabase(database.url);
    app = await startApp('transcript', env);
  });

  afterAll(async () => {
    await app.kill();
    await producer.stop();
    await db.close();
    await database.drop();
    await vendor.close();
  });

  it('rows 1, 23, 27 and 50: stores an ended call once and publishes one enriched event, also when the end comes twice', async () => {
    const id = randomUUID();
    const messages = [message('ASSISTANT', 'Good morning?'), message('user', 'Yes, that is me.')];
    const detail = {
      id,
      ...base,
      state: 'CLOSED',
      agent: { id: 'agent-1' },
      metadata,
      summary: 'All well.',
      token: 'secret-token',
      callInfo: { status: 'completed', endedReason: 'user_hangup' },
      callDurationInSeconds: 12,
    };
    vendor.sessions.set(id, { detail, messages });
    await send(id, 'created');
    const from = performance.now();
    await send(id, 'ended', {
      recordingUrl: 'https://app.example/log',
      analysis: { extractedData: { day: 'Thursday' } },
    });
    await send(id, 'ended', {
      recordingUrl: 'https://app.example/log',
      analysis: { extractedData: { day: 'Thursday' } },
    });
    await until(
      'the row to be published',
      async () =>
        (await rows('SELECT 1 FROM enriched WHERE session_id = $1', id)).length === 1 &&
        (await rows('SELECT 1 FROM outbox')).length === 0,
    );
    process.stdout.write(`from ended to acknowledged: ${Math.round(performance.now() - from)} ms\n`);
    await until(
      'both ends to be read',
      () => vendor.calls.filter((call) => call === `/api/v1/chat/sessions/${id} pk_test`).length === 2,
    );
    await committedBehind(id);

    const [event, ...others] = await enrichedOf(id);
    expect(others).toEqual([]);
    const body = sessionEnrichedSchema.parse(JSON.parse(event?.value.toString() ?? ''));
    expect(body).toMatchObject({
      organization: 'demo',
      sessionId: id,
      revision: 1,
      outcome: { value: 'connected', final: true, reason: 'user-spoke' },
      session: { agentId: 'agent-1', variables: { taskId: 'TASK-1' } },
      timing: { endedAt: '2026-07-14T08:33:41.902Z', talkSeconds: 12 },
      analysis: { summary: 'All well.', extractedData: { day: 'Thursday' } },
      transcript: { id, messageCount: 2 },
      links: { dashboard: 'https://app.example/log' },
    });
    expect(event?.headers[headerNames.id]).toBe(
      eventId({ topic: topics.sessionEnriched.name, organization: 'demo', subject: id, revision: 1 }),
    );
    expect(event?.headers).toMatchObject({
      [headerNames.type]: eventTypes.sessionEnriched,
      [headerNames.organization]: 'demo',
    });
    expect(event?.headers[headerNames.traceparent]).toContain(traceId);
    expect(event?.value.toString()).not.toContain('that is me');

    const stored = await rows<{ messages: { content: string }[]; sha256: string; detail: unknown }>(
      `SELECT messages, sha256, detail FROM transcript JOIN session USING (organization, session_id)
       JOIN transcript_part USING (organization, session_id, version) WHERE session_id = $1`,
      id,
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.messages.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));
    expect(stored[0]?.sha256).toBe(body.transcript?.sha256);
    expect(JSON.stringify(stored[0]?.detail)).not.toContain('secret-token');
    expect(await due(id)).toEqual([]);
  });

  it('parks an end while the vendor is away, goes on with other records, and completes it when the vendor is back', async () => {
    const id = randomUUID();
    vendor.sessions.set(id, { detail: { id, ...base, callInfo: { status: 'NO_ANSWER' } }, messages: [] });
    vendor.failWith = { status: 503 };
    await send(id, 'ended');
    await until('the parked row', async () => (await due(id)).length === 1);
    const [row] = await due(id);
    expect(row).toMatchObject({ kind: 'fetch-session', reason: 'VENDOR_UNAVAILABLE' });
    expect(Math.abs((row?.seconds ?? 0) - 60)).toBeLessThan(10);
    await committedBehind(id);
    expect(await enrichedOf(id)).toEqual([]);

    vendor.failWith = undefined;
    await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    const [event] = await until('the enriched event', async () => {
      const found = await enrichedOf(id);
      return found.length > 0 && found;
    });
    const body = sessionEnrichedSchema.parse(JSON.parse(event?.value.toString() ?? ''));
    expect(body).toMatchObject({
      outcome: { value: 'no_answer', final: true },
      session: { variables: { taskId: 'TASK-1' } },
      transcript: null,
    });
    await until('the parked row to go', async () => (await due(id)).length === 0);
  });

  it('waits as long as the vendor says', async () => {
    const id = randomUUID();
    vendor.failWith = { status: 429, headers: { 'retry-after': '300' } };
    await send(id, 'ended');
    await until('the parked row', async () => (await due(id)).length === 1);
    vendor.failWith = undefined;
    const [row] = await due(id);
    expect(row?.reason).toBe('VENDOR_RATE_LIMITED');
    expect(Math.abs((row?.seconds ?? 0) - 300)).toBeLessThan(5);
    const wait = async () =>
      (await rows<{ s: number }>('SELECT extract(epoch FROM tat - now())::int AS s FROM rate_budget'))[0]?.s ?? 0;
    await until('the budget to wait, too', async () => Math.abs((await wait()) - 300) < 5);
    await rows('UPDATE rate_budget SET tat = now()');
  });

  it('row 17: publishes an open outcome, reads again, and ends it as unknown after 15 minutes', async () => {
    const id = randomUUID();
    vendor.sessions.set(id, { detail: { id, ...base }, messages: [] });
    await send(id, 'ended');
    const outcomes = async () =>
      (await enrichedOf(id)).map(({ value }) => sessionEnrichedSchema.parse(JSON.parse(value.toString())));
    await until('the first revision', async () => (await outcomes()).length === 1);
    expect((await outcomes())[0]?.outcome).toEqual({ value: 'unknown', final: false, reason: 'undecided' });
    const [row] = await due(id);
    expect(row).toMatchObject({ kind: 'reread-session', reason: 'incomplete' });
    expect(Math.abs((row?.seconds ?? 0) - 60)).toBeLessThan(5);

    await rows(`UPDATE session SET ended_seen_at = now() - interval '15 minutes' WHERE session_id = $1`, id);
    await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    await until('the second revision', async () => (await outcomes()).length === 2);
    expect((await outcomes())[1]).toMatchObject({
      revision: 2,
      outcome: { value: 'unknown', final: true, reason: 'undecided-in-time' },
    });
    await until('no further reading', async () => (await due(id)).length === 0);
  });

  it('rows 12 and 18: reads a transcript and analysis that come late, as a higher revision, and then keeps them', async () => {
    const id = randomUUID();
    const session = {
      detail: { id, ...base, callInfo: { status: 'completed' } } as Record<string, unknown>,
      messages: [] as Record<string, unknown>[],
    };
    vendor.sessions.set(id, session);
    await send(id, 'ended');
    await until('the reading again', async () => (await due(id)).length === 1);
    vendor.sessions.set(id, { detail: { ...session.detail, summary: 'Late.' }, messages: [message('USER', 'Hello')] });
    await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    await until('the second revision', async () => (await enrichedOf(id)).length === 2);
    vendor.sessions.set(id, session);
    await send(id, 'ended');
    await committedBehind(id);
    const all = (await enrichedOf(id)).map(({ value }) => sessionEnrichedSchema.parse(JSON.parse(value.toString())));
    expect(
      all.map(({ revision, transcript, analysis }) => [revision, transcript?.messageCount, analysis.summary]),
    ).toEqual([
      [1, undefined, null],
      [2, 1, 'Late.'],
    ]);
    expect(await due(id)).toEqual([]);
  });

  it('asks for a session whose end never came: closed at the vendor it goes on as ended', async () => {
    const id = randomUUID();
    const detail = { id, ...base, state: 'CLOSED', metadata, callInfo: { status: 'completed' } };
    vendor.sessions.set(id, { detail, messages: [message('USER', 'Hello')] });
    await send(id, 'created');
    await until('the question for later', async () => (await due(id)).length === 1);
    const [row] = await due(id);
    expect(row).toMatchObject({ kind: 'await-end', reason: 'no-end-yet' });
    expect(Math.abs((row?.seconds ?? 0) - 1_800)).toBeLessThan(5);
    await send(id, 'created');
    await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    await until('the enriched event', async () => (await enrichedOf(id)).length === 1);
    const [event] = await enrichedOf(id);
    expect(JSON.parse(event?.value.toString() ?? '')).toMatchObject({ outcome: { value: 'connected', final: true } });
    await until('no further question', async () => !(await due(id)).some(({ kind }) => kind === 'await-end'));
  });

  it('publishes a session without an end as expired after a day, which yields to a real end', async () => {
    const id = randomUUID();
    vendor.sessions.set(id, { detail: { id, ...base, state: 'OPEN', metadata }, messages: [] });
    await send(id, 'created');
    await until('the question for later', async () => (await due(id)).length === 1);
    const ask = async (hours: number) => {
      const sql = `UPDATE session SET created_seen_at = now() - $2 * interval '1 hour' WHERE session_id = $1`;
      await rows(sql, id, hours);
      await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    };
    await ask(3);
    await until('the last question', async () => ((await due(id))[0]?.seconds ?? 0) > 70_000);
    expect(await enrichedOf(id)).toEqual([]);
    await ask(24);
    await until('the expired event', async () => (await enrichedOf(id)).length === 1);
    vendor.sessions.set(id, { detail: { id, ...base, metadata, callInfo: { status: 'busy' } }, messages: [] });
    await send(id, 'ended');
    await until('the real end', async () => (await enrichedOf(id)).length === 2);
    const outcomes = (await enrichedOf(id)).map(({ value }) =>
      sessionEnrichedSchema.parse(JSON.parse(value.toString())),
    );
    expect(outcomes.map(({ revision, outcome }) => [revision, outcome.value, outcome.final])).toEqual([
      [1, 'expired', true],
      [2, 'busy', true],
    ]);
  });

  it('takes a chat for connected when the user wrote', async () => {
    const id = randomUUID();
    vendor.sessions.set(id, {
      detail: { id, type: 'CHAT', platform: 'WEB', summary: 'Asked.' },
      messages: [message('USER', 'Open on Sunday?')],
    });
    await send(id, 'ended', { type: 'CHAT', platform: 'WEB' });
    const [event] = await until('the enriched event', async () => {
      const found = await enrichedOf(id);
      return found.length > 0 && found;
    });
    expect(JSON.parse(event?.value.toString() ?? '')).toMatchObject({
      outcome: { value: 'connected', final: true, reason: 'user-wrote' },
    });
  });

  const bodiesOf = async (id: string) =>
    (await enrichedOf(id)).map(({ value }) => sessionEnrichedSchema.parse(JSON.parse(value.toString())));
  const completed = (id: string, count = 1) =>
    until('the enriched events', async () => (await bodiesOf(id)).length === count);

  it('rows 2 and 33: takes an end before its beginning, which then reopens nothing', async () => {
    const id = randomUUID();
    const detail = { id, ...base, metadata, callInfo: { status: 'busy' } };
    vendor.sessions.set(id, { detail, messages: [] });
    await send(id, 'ended', { metadata: {} });
    await completed(id);
    await committedBehind(id);
    const asked = vendor.calls.length;
    await committedBehind(id);
    expect(await bodiesOf(id)).toMatchObject([{ revision: 1, outcome: { value: 'busy', final: true } }]);
    expect(await due(id)).toEqual([]);
    expect(vendor.calls.length).toBe(asked);
  });

  it('rows 3 and 15: prefers what the API says, however old it calls itself, to the cut text of the webhook', async () => {
    const id = randomUUID();
    const updatedAt = '2020-01-01T00:00:00Z';
    const detail = { id, ...base, updatedAt, callInfo: { status: 'completed' }, summary: 'The whole of a long story.' };
    vendor.sessions.set(id, { detail, messages: [message('USER', 'Hello')] });
    await send(id, 'ended', { updatedAt: '2026-07-14T08:40:00Z', analysis: { summary: 'The whole of a lo' } });
    await completed(id);
    const [body] = await bodiesOf(id);
    expect(body?.analysis.summary).toBe('The whole of a long story.');
  });

  it.each([
    ['row 8: a platform in small letters, without a type', { type: undefined, platform: 'phone' }, 'row-8'],
    ['row 46: a WhatsApp session without any metadata', { type: 'CHAT', platform: 'WHATSAPP', metadata: {} }, 'row-46'],
    ['row 49: an inbound call that nobody here started', { direction: 'INBOUND', metadata: {} }, 'row-49'],
  ])('completes a session whatever it is, %s', async (_, shape, id) => {
    vendor.sessions.set(id, { detail: { id, ...shape, summary: 'Done.' }, messages: [message('USER', 'Hello')] });
    await send(id, 'ended', shape);
    await completed(id);
    const reason = id === 'row-46' ? 'user-wrote' : 'user-spoke';
    expect(await bodiesOf(id)).toMatchObject([{ outcome: { value: 'connected', final: true, reason } }]);
    expect((await bodiesOf(id))[0]?.session.variables).toEqual(id === 'row-8' ? { taskId: 'TASK-1' } : {});
  });

  it('row 18: asks again where the history cannot be read or the session is not there yet', async () => {
    const id = randomUUID();
    await send(id, 'ended');
    await until('the question for later', async () => (await due(id)).length === 1);
    expect(await due(id)).toMatchObject([{ kind: 'reread-session' }]);
    vendor.failWith = { status: 400, body: { error: { code: 'MESSAGES_HISTORY_ERROR' } } };
    await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    await until('the failure', async () => (await due(id))[0]?.reason === 'VENDOR_UNAVAILABLE');
    vendor.failWith = undefined;
    vendor.sessions.set(id, {
      detail: { id, ...base, summary: 'Late.', callInfo: { status: 'completed' } },
      messages: [message('USER', 'Hello')],
    });
    await rows('UPDATE due_work SET due_at = now() WHERE subject = $1', id);
    await until('the transcript', async () => (await bodiesOf(id)).at(-1)?.transcript?.messageCount === 1);
    await until('nothing further', async () => (await due(id)).length === 0);
  });

  it('row 41: keeps what it has when the vendor has forgotten the session', async () => {
    const id = randomUUID();
    vendor.sessions.set(id, { detail: { id, ...base, summary: 'Done.' }, messages: [message('USER', 'Hello')] });
    await send(id, 'ended');
    await completed(id);
    vendor.sessions.delete(id);
    await send(id, 'ended');
    const path = `/api/v1/chat/sessions/${id} pk_test`;
    await until('the second question', () => vendor.calls.filter((call) => call === path).length >= 2);
    await committedBehind(id);
    expect(await bodiesOf(id)).toMatchObject([{ revision: 1, transcript: { messageCount: 1 } }]);
    expect(await rows('SELECT 1 FROM transcript WHERE session_id = $1', id)).toHaveLength(1);
    expect(await readTopic(kafka, `${topics.sessionEvents.name}.dead.transcript`, {})).toEqual([]);
  });

  it('logs no number, variable or text, is ready, and ends with 0 on SIGTERM', async () => {
    expect((await fetch(`${app.managementUrl}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${app.managementUrl}/metrics`)).text()).toContain('switchback_outbox_oldest_age');
    expect(await app.stop()).toBe(0);
    const logs = app.logs().join('\n');
    for (const secret of ['2025550143', 'TASK-1', 'that is me', 'pk_test', 'secret-token'])
      expect(logs).not.toContain(secret);
    app = await startApp('transcript', env);
  });
});
