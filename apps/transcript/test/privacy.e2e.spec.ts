import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAgntixSandbox } from '@switchback/agntix-sandbox';
import type { AgntixSandbox } from '@switchback/agntix-sandbox';
import { allTopics, eventTypes, headerNames, topics } from '@switchback/contracts';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { openDatabase } from '@switchback/persistence';
import type { Database } from '@switchback/persistence';
import { freshDatabase, freshTopics, secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { startSpanSink } from './span-sink.ts';

/** None of it is anybody's. */
const planted = {
  phone: '+12025550187',
  spokenPhone: '202 555 0187',
  name: 'Quirina Featherstonehaugh',
  card: '4242 4242 4242 4242',
  digits: '4000056655665556',
  mail: 'quirina.featherstonehaugh@example.org',
};
const said = Object.values(planted).map((text, n) => ({
  role: n % 2 === 0 ? 'USER' : 'TOOL',
  content: `Please write down: ${text}, thank you.`,
}));

describe('personal data planted in transcripts', () => {
  let sandbox: AgntixSandbox;
  let sink: Awaited<ReturnType<typeof startSpanSink>>;
  let database: { url: string; drop(): Promise<void> };
  let db: Database;
  let fresh: Awaited<ReturnType<typeof freshTopics>>;
  let producer: KafkaProducer;
  let app: RunningApp;

  beforeAll(async () => {
    sandbox = await startAgntixSandbox({ callMs: 0, dialect: { messages: 'bare' } });
    sandbox.script('default', { outcome: 'connected', transcript: { messages: said }, analysis: { value: null } });
    sink = await startSpanSink();
    database = await freshDatabase(join(import.meta.dirname, '../prisma'));
    db = openDatabase(database.url);
    fresh = await freshTopics();
    producer = new KafkaProducer(fresh.kafka);
    await producer.start();
    app = await startApp('transcript', {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: fresh.brokers,
      TOPIC_PREFIX: fresh.prefix,
      GROUP_PREFIX: fresh.prefix,
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      AGNTIX_HOLD_MS: '1000',
      AGNTIX_ORGANIZATIONS: JSON.stringify([
        { name: 'demo', baseUrl: sandbox.url, apiKeyFile: await secretFile(sandbox.apiKey) },
      ]),
      READ_TOKENS: JSON.stringify([
        { consumer: 'reader', tokenFile: await secretFile('reader-token'), organizations: ['demo'] },
      ]),
    });
  });
  afterAll(async () => {
    await app.kill();
    await producer.stop();
    await db.close();
    await database.drop();
    await sink.close();
    await sandbox.close();
  });

  const end = async () => {
    const [session] = sandbox.begin();
    const { id } = session!;
    await until('the end', () => session!.endedAt);
    await producer.publish({
      topic: topics.sessionEvents.name,
      key: id,
      value: Buffer.from(JSON.stringify({ id, eventType: 'session.ended', type: 'VOICE' })),
      headers: { [headerNames.organization]: 'demo', [headerNames.type]: eventTypes.sessionEnded },
    });
    return id;
  };
  const transcriptOf = async (id: string) => {
    const headers = { authorization: 'Bearer reader-token', accept: 'text/plain' };
    return (await fetch(`${app.url}/v1/sessions/${id}/transcript`, { headers })).text();
  };
  const dueNow = () => db.pool.query('UPDATE due_work SET due_at = now()');
  const isParked = async (id: string) => {
    const sql = `SELECT 1 FROM due_work WHERE subject = $1 AND reason = 'VENDOR_UNAVAILABLE'`;
    return (await db.pool.query(sql, [id])).rowCount === 1;
  };
  const leaks = (place: string, text: string) =>
    Object.entries(planted)
      .filter(([, value]) => text.includes(value))
      .map(([kind]) => `${kind} in ${place}`);

  it('reaches the database and the read API, and neither logs nor metrics nor traces nor Kafka', async () => {
    const good = await end();
    const complete = (id: string) => async () => (await transcriptOf(id)).includes(planted.card);
    await until('the transcript', complete(good));
    for (const text of Object.values(planted)) expect(await transcriptOf(good)).toContain(text);

    // Everything that tempts an error's text to quote it: answers that are no JSON or break off, and refusing databases.
    for (const kind of ['garbled', 'truncated', 'half-open'] as const) {
      sandbox.fault({ kind, route: 'listMessages', when: 'after', times: 1 });
      const id = await end();
      await until(`the failure, ${kind}`, () => isParked(id));
      await dueNow();
      await until(`the transcript after ${kind}`, complete(id));
    }
    const refuse = 'ALTER TABLE transcript_part ADD CONSTRAINT nothing CHECK (false) NOT VALID';
    await db.pool.query(refuse);
    const refused = await end();
    await until('the refusal', () => app.logs().some((line) => line.includes('23514') || line.includes('P2010')));
    await db.pool.query('ALTER TABLE transcript_part DROP CONSTRAINT nothing');
    await until('the transcript after the refusal', complete(refused));

    await until('spans', () => sink.received.some((text) => text.includes('transcript')));
    const metrics = await (await fetch(`${app.managementUrl}/metrics`)).text();
    expect(metrics).toContain('switchback_transcript_completed');
    expect(await app.stop()).toBe(0);
    const kafka = async (topic: string) => {
      const records = await readTopic(fresh.kafka, topic, {});
      return records.map(({ key, value, headers }) => `${key ?? ''} ${value.toString()} ${JSON.stringify(headers)}`);
    };
    const topicNames = allTopics().map(({ name }) => name);
    const inKafka = (await Promise.all(topicNames.map(kafka))).flat().join('\n');
    expect(inKafka).toContain(refused);
    expect([
      ...leaks('logs', app.logs().join('\n')),
      ...leaks('metrics', metrics),
      ...leaks('traces', sink.received.join('\n')),
      ...leaks('Kafka', inKafka),
    ]).toEqual([]);
  }, 120_000);
});
