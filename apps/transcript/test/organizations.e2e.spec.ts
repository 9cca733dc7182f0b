import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, headerNames, topics } from '@switchback/contracts';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { openDatabase } from '@switchback/persistence';
import type { Database } from '@switchback/persistence';
import { freshDatabase, freshTopics, runApp, secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { createTranscriptClient } from '@switchback/transcript-client';
import type { TranscriptClient } from '@switchback/transcript-client';
import { startVendorDouble } from './vendor-double.ts';
import type { VendorDouble } from './vendor-double.ts';

const base = { type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', createdAt: '2026-07-14T08:31:07.415Z' };
const phone = '+12025550199';

describe('transcript for two organizations', () => {
  const vendors: Record<string, VendorDouble> = {};
  let database: { url: string; drop(): Promise<void> };
  let db: Database;
  let fresh: Awaited<ReturnType<typeof freshTopics>>;
  let producer: KafkaProducer;
  let app: RunningApp;
  let operator: TranscriptClient;
  let tokenFile: string;

  const send = (organization: string, id: string, event: 'created' | 'ended' = 'ended') => {
    const metadata = { customerPhoneNumber: phone, sessionVariables: { taskId: `T-${id}` } };
    const body = { id, eventType: `session.${event}`, ...base, metadata };
    const type = event === 'ended' ? eventTypes.sessionEnded : eventTypes.sessionCreated;
    const headers = { [headerNames.organization]: organization, [headerNames.type]: type };
    return producer.publish({
      topic: topics.sessionEvents.name,
      key: id,
      value: Buffer.from(JSON.stringify(body)),
      headers,
    });
  };
  const call = (organization: string, messages = 1): string => {
    const id: string = randomUUID();
    const said = Array.from({ length: messages }, (_, n) => ({ id: `m${n}`, role: 'USER', content: `word ${n}` }));
    vendors[organization]!.sessions.set(id, { detail: { id, ...base, summary: 'Sum.' }, messages: said });
    return id;
  };
  const enriched = async () => (await readTopic(fresh.kafka, topics.sessionEnriched.name, {})).map(({ key }) => key);
  const published = (...ids: string[]) =>
    until('the enriched events', async () => {
      const keys = await enriched();
      return ids.every((id) => keys.includes(id));
    });
  const rows = async <T extends object>(sql: string, ...values: unknown[]) =>
    (await db.pool.query<T>(sql, values)).rows;
  const clientFor = (token: string) => createTranscriptClient({ url: app.url, token });

  beforeAll(async () => {
    for (const name of ['red', 'blue']) vendors[name] = await startVendorDouble();
    database = await freshDatabase(join(import.meta.dirname, '../prisma'));
    db = openDatabase(database.url);
    fresh = await freshTopics();
    producer = new KafkaProducer(fresh.kafka);
    await producer.start();
    const apiKeyFile = await secretFile('pk_test');
    tokenFile = await secretFile('operator-token');
    const all = ['red', 'blue'];
    app = await startApp('transcript', {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      GROUP_PREFIX: fresh.prefix,
      AGNTIX_HOLD_MS: '1500',
      AGNTIX_ORGANIZATIONS: JSON.stringify(all.map((name) => ({ name, baseUrl: vendors[name]!.url, apiKeyFile }))),
      READ_TOKENS: JSON.stringify([
        { consumer: 'operator', tokenFile, organizations: all, operator: true },
        { consumer: 'red-reader', tokenFile: await secretFile('red-token'), organizations: ['red'] },
      ]),
    });
    operator = clientFor('operator-token');
  });
  afterAll(async () => {
    await app.stop();
    await producer.stop();
    await db.close();
    await database.drop();
    for (const vendor of Object.values(vendors)) await vendor.close();
  });

  it.each([
    [401, 'VENDOR_AUTH'],
    [503, 'VENDOR_UNAVAILABLE'],
  ])(
    'row 40: parks one organization on %i while the other goes on, shows it, and recovers by itself',
    async (status, reason) => {
      vendors.red!.failWith = { status };
      const red = Array.from({ length: 8 }, () => call('red'));
      const blue = Array.from({ length: 8 }, () => call('blue'));
      await Promise.all([...red.map((id) => send('red', id)), ...blue.map((id) => send('blue', id))]);
      await published(...blue);
      const parked = async () => (await operator.listWork()).find((work) => work.reason === reason);
      await until('all of it to be parked', async () => (await parked())?.due === 8);
      expect(await parked()).toMatchObject({ organization: 'red' });
      const metrics = await (await fetch(`${app.managementUrl}/metrics`)).text();
      expect(metrics).toMatch(new RegExp(`work_due\\{[^}]*organization="red",reason="${reason}"[^}]*\\} 8`));
      expect(metrics).toMatch(/work_oldest_seconds\{[^}]*organization="red"/);
      expect((await enriched()).filter((id) => id !== null && red.includes(id))).toEqual([]);
      const lag = [
        'lag',
        '--brokers',
        fresh.brokers,
        '--prefix',
        fresh.prefix,
        '--database',
        `transcript=${database.url}`,
      ];
      const { stdout } = await runApp('cli', {}, { args: lag });
      expect(stdout).toMatch(new RegExp(`transcript +red +fetch-session +${reason} +8 +.*oldest \\d+ s`));
      expect(stdout).not.toMatch(/transcript +blue/);
      // Never a loop: a held organization is asked by single probes only.
      const before = vendors.red!.calls.length;
      await until('a probe', () => vendors.red!.calls.length > before);
      expect(vendors.red!.calls.length - before).toBeLessThanOrEqual(3);

      vendors.red!.failWith = undefined;
      await published(...red);
      await until('nothing to wait', async () => (await parked()) === undefined);
      expect(await readTopic(fresh.kafka, `${topics.sessionEvents.name}.dead.transcript`, {})).toEqual([]);
    },
    240_000,
  );

  it('row 19: stores a long transcript in parts and gives it back whole', async () => {
    const id = call('blue', 10_000);
    await send('blue', id);
    await published(id);
    const messages = await operator.getMessages(id);
    expect(messages?.map(({ content }) => content)).toEqual(Array.from({ length: 10_000 }, (_, n) => `word ${n}`));
    const [parts] = await rows<{ n: number; versions: number }>(
      'SELECT count(*)::int AS n, count(DISTINCT version)::int AS versions FROM transcript_part WHERE session_id = $1',
      id,
    );
    expect(parts?.n).toBeGreaterThan(1);
    expect(parts?.versions).toBe(1);
  });

  it('gives sessions to tokens of their organization only, with ETags, as JSON and text', async () => {
    const [red, blue] = [call('red'), call('blue')];
    await Promise.all([send('red', red), send('blue', blue)]);
    await published(red, blue);
    const reader = clientFor('red-token');
    const found = await reader.getSession(red);
    expect(found).toMatchObject({ session: { organization: 'red', revision: 1, outcome: { value: 'connected' } } });
    expect(await reader.getSession(red, typeof found === 'object' ? (found.etag ?? '') : '')).toBe('unchanged');
    expect(await reader.getText(red)).toBe('USER: word 0\n');
    expect(await reader.getSession(blue)).toBeUndefined();
    expect(await reader.getMessages(blue)).toBeUndefined();
    await expect(clientFor('wrong').getSession(red)).rejects.toMatchObject({ status: 401 });
    await expect(reader.erase({ sessionId: red, dryRun: false })).rejects.toMatchObject({ status: 403 });
    const described = (await (await fetch(`${app.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(described.paths)).toContain('/v1/sessions/{id}/transcript');
  });

  it('erases by the command, after a dry run, and asks for nothing when the webhook comes again', async () => {
    const id = call('red');
    await send('red', id);
    await published(id);
    await until('the outbox to be empty', async () => (await rows('SELECT 1 FROM outbox')).length === 0);
    const erase = (...more: string[]) =>
      runApp('cli', {}, { args: ['transcript', 'erase', '--url', app.url, '--token-file', tokenFile, ...more] });
    const dry = await erase('--variable', `taskId=T-${id}`, '--dry-run');
    expect(dry.stdout).toContain('1 session would be erased (dry run)');
    expect(await operator.getSession(id)).toBeDefined();
    expect((await erase('--variable', `taskId=T-${id}`)).stdout).toContain('1 session erased for good');
    expect(await operator.getSession(id)).toBeUndefined();

    const calls = vendors.red!.calls.filter((one) => one.includes(id)).length;
    await send('red', id, 'created');
    await send('red', id);
    const later = call('red');
    await send('red', later);
    await published(later);
    await until('the skip to be counted', async () =>
      /erased_skipped\S* [1-9]/.test(await (await fetch(`${app.managementUrl}/metrics`)).text()),
    );
    expect(vendors.red!.calls.filter((one) => one.includes(id))).toHaveLength(calls);
    for (const table of ['session', 'transcript', 'transcript_part', 'enriched'])
      expect(await rows(`SELECT 1 FROM ${table} WHERE session_id = $1`, id)).toEqual([]);

    const { count } = await operator.erase({ phoneNumber: phone, dryRun: true });
    expect((await operator.erase({ phoneNumber: phone, dryRun: false })).count).toBe(count);
    expect(await rows('SELECT 1 FROM session')).toEqual([]);
    expect(app.logs().join('\n')).not.toContain(phone);
  });
});
