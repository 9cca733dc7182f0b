import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, topics } from '@switchback/contracts';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { openDatabase } from '@switchback/persistence';
import { freshDatabase, freshTopics, secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

describe('crm-sync without a free connection to its database', () => {
  let app: RunningApp;
  let fresh: Awaited<ReturnType<typeof freshTopics>>;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let sql: ReturnType<typeof openDatabase>;
  let producer: KafkaProducer;

  beforeAll(async () => {
    [fresh, database] = await Promise.all([freshTopics(), freshDatabase(join(import.meta.dirname, '../prisma'))]);
    sql = openDatabase(database.url);
    const policy = `
connections: [{ name: crm, kind: hubspot, baseUrl: 'http://127.0.0.1:9', tokenFile: ${await secretFile('t')} }]
organizations: [{ name: demo, connection: crm }]
`;
    producer = new KafkaProducer(fresh.kafka);
    await producer.start();
    app = await startApp('crm-sync', {
      ...{ KAFKA_BROKERS: fresh.brokers, TOPIC_PREFIX: fresh.prefix, GROUP_PREFIX: fresh.prefix },
      ...{ DATABASE_URL: database.url, POLICY_FILE: await secretFile(policy) },
    });
  });
  afterAll(async () => {
    await Promise.all([app.kill(), producer.stop()]);
    await sql.close();
    await database.drop();
  });

  it('pauses, blames no record, and goes on by itself', async () => {
    const holder = await sql.pool.connect();
    await holder.query('BEGIN; LOCK TABLE fact IN ACCESS EXCLUSIVE MODE');
    const ids = Array.from({ length: 200 }, () => randomUUID());
    await Promise.all(
      ids.map((id) =>
        producer.publish({
          ...{ topic: topics.sessionEvents.name, key: id, value: Buffer.from(JSON.stringify({ id })) },
          headers: { ce_type: eventTypes.sessionCreated, ce_organization: 'demo', ce_subject: id },
        }),
      ),
    );
    const said = (event: string) => app.logs().filter((line) => line.includes(`"event":"${event}"`));
    const paused = await until('the pause', () => said('kafka.paused')[0]);
    expect(paused).toContain('DATABASE_UNAVAILABLE');
    await holder.query('ROLLBACK');
    holder.release();
    await until('every fact', async () => (await sql.pool.query('SELECT 1 FROM fact')).rowCount === ids.length);
    expect(said('kafka.retry')).toEqual([]);
    expect(await readTopic(fresh.kafka, `${topics.sessionEvents.name}.dead.crm-sync`)).toEqual([]);
  });
});
