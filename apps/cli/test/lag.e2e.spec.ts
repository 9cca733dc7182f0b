import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@switchback/contracts';
import { KafkaProducer } from '@switchback/kafka';
import { freshDatabase, freshTopics, runApp, until } from '@switchback/testing';
import { Client } from 'pg';

const topic = topics.sessionEvents.name;
interface Json {
  groups: {
    group: string;
    state: string;
    members: object[];
    partitions: { topic: string; records: number; seconds: number; removed: number; committed?: number }[];
  }[];
  parked?: object[];
}

let cluster: Awaited<ReturnType<typeof freshTopics>>;
let producer: KafkaProducer;
let driver: typeof cluster.kafka.client;
beforeAll(async () => {
  cluster = await freshTopics();
  producer = new KafkaProducer(cluster.kafka);
  await producer.start();
  driver = cluster.kafka.client;
});
afterAll(() => producer.stop());

const wire = () => `${cluster.prefix}${topic}`;
const publish = (key: string) => producer.publish({ topic, key, value: Buffer.from('{}'), headers: {} });
const args = (...more: string[]) => {
  const where = ['--brokers', cluster.brokers, '--prefix', cluster.prefix, '--group-prefix', cluster.prefix];
  return ['lag', ...where, ...more];
};
const lag = (...more: string[]) => runApp('cli', {}, { args: args(...more) });
const withAdmin = async <T>(work: (admin: ReturnType<typeof driver.admin>) => Promise<T>): Promise<T> => {
  const admin = driver.admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
};
/** Commits `behind` records below the end of every partition. */
const commit = (groupId: string, behind: number) =>
  withAdmin(async (admin) => {
    const ends = await admin.fetchTopicOffsets(wire());
    const partitions = ends.map(({ partition, high }) => ({ partition, offset: String(Math.max(0, +high - behind)) }));
    await admin.setOffsets({ groupId, topic: wire(), partitions });
  });
const records = (json: Json) => json.groups[0]!.partitions.reduce((sum, lagOf) => sum + lagOf.records, 0);
const read = async (...more: string[]) => {
  const { code, stdout } = await lag('--group', 'transcript', '--json', ...more);
  return { code, json: JSON.parse(stdout) as Json };
};

describe('switchback lag', () => {
  it('tells of a group that never committed', async () => {
    expect((await lag('--max-seconds', '1')).code).toBe(0);
    for (const key of ['a', 'b', 'c', 'd']) await publish(key);
    const { json } = await read();
    expect(records(json)).toBe(4);
    expect(json.groups[0]).toMatchObject({ state: 'Dead', members: [] });
    const { stdout } = await lag();
    expect(stdout).toMatch(/agntix\.session-events\.v1 +3 +4 .*no partition held by a member; nothing committed yet/);
  });

  it('counts from the oldest record that is not committed, in seconds by its time', async () => {
    await until('a second to pass', async () => (await read('--max-seconds', '1')).code === 1);
    expect((await read('--max-seconds', '100000')).code).toBe(0);
    await commit(`${cluster.prefix}transcript`, 0);
    const { code, json } = await read('--max-seconds', '1');
    expect([code, records(json)]).toEqual([0, 0]);
    expect(json.groups[0]!.partitions.every(({ seconds }) => seconds === 0)).toBe(true);
    const before = Date.now();
    await publish('e');
    const seconds = Math.max(...(await read()).json.groups[0]!.partitions.map((one) => one.seconds));
    expect(seconds).toBeLessThanOrEqual((Date.now() - before) / 1_000 + 1);
    expect(records((await read()).json)).toBe(1);
  });

  it('says how much retention removed under a commit', async () => {
    const groupId = `${cluster.prefix}crm-sync`;
    await withAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(wire());
      await admin.setOffsets({ groupId, topic: wire(), partitions: ends.map((end) => ({ ...end, offset: '0' })) });
      await admin.deleteTopicRecords({ topic: wire(), partitions: ends.map((end) => ({ ...end, offset: end.high })) });
    });
    expect((await lag('--group', 'crm-sync')).stdout).toMatch(/5 removed by retention before they were committed/);
  });

  it('names the members, and goes on reading while they work', async () => {
    const consumer = driver.consumer({ groupId: `${cluster.prefix}transcript` });
    await consumer.connect();
    await consumer.subscribe({ topics: [wire()] });
    await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
    const main = join(import.meta.dirname, '../dist/main.js');
    const watching = args('--group', 'transcript', '--json', '--watch', '1');
    const child = spawn(process.execPath, [main, ...watching], { env: { PATH: process.env.PATH } });
    const seen: Json[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => seen.push(JSON.parse(line) as Json));
    const last = () => seen.at(-1);
    await until('the member', () => last()?.groups[0]?.members.length === 1, 60_000);
    expect(last()!.groups[0]!.partitions.every((one) => 'member' in one)).toBe(true);
    await publish('f');
    await until(
      'the lag to grow',
      () => records(last()!) > 0 && last()!.groups[0]!.partitions.some((p) => p.seconds > 0),
    );
    await commit(`${cluster.prefix}other`, 0);
    await consumer.disconnect();
    await commit(`${cluster.prefix}transcript`, 0);
    await until('the lag to be gone', () => records(last()!) === 0, 60_000);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('also reads what is parked in databases', async () => {
    const database = await freshDatabase(join(import.meta.dirname, '../../transcript/prisma'));
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`INSERT INTO due_work (organization, kind, subject, due_at, attempt, reason)
      SELECT 'acme', 'reread', n::text, now() - interval '1 hour', n, 'VENDOR_AUTH' FROM generate_series(1, 3) n`);
    await client.end();
    const { stdout } = await lag('--group', 'transcript', '--database', `transcript=${database.url}`);
    expect(stdout).toMatch(/transcript +acme +reread +VENDOR_AUTH +3 +3 +overdue 60 m/);
    await database.drop();
  });
});
