import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterHeaders, deadLetterName, topics } from '@switchback/contracts';
import { KafkaProducer, readTopic } from '@switchback/kafka';
import { freshTopics, runApp, until } from '@switchback/testing';

const source = topics.sessionEvents.name;
const dead = deadLetterName(source, 'crm-sync');
const secret = 'SECRET-TEXT';

let cluster: Awaited<ReturnType<typeof freshTopics>>;
let producer: KafkaProducer;
beforeAll(async () => {
  cluster = await freshTopics();
  producer = new KafkaProducer(cluster.kafka);
  await producer.start();
});
afterAll(() => producer.stop());

const bury = (id: string, { topic = dead, key = `key-${id}`, code = 'CRM_REJECTED' } = {}) =>
  producer.publish({
    topic,
    key,
    value: Buffer.from(`{"id":"${id}","said":"${secret}"}`),
    headers: {
      ce_id: id,
      foreign: secret,
      [deadLetterHeaders.code]: code,
      [deadLetterHeaders.reason]: 'the CRM refused the write and will again',
      [deadLetterHeaders.attempts]: '1',
    },
  });
const args = (...given: string[]) => ['dlq', ...given, '--brokers', cluster.brokers, '--prefix', cluster.prefix];
const dlq = (...given: string[]) => runApp('cli', {}, { args: args(...given) });
const arrived = async () => (await readTopic(cluster.kafka, source)).map(({ headers }) => headers.ce_id);

describe('switchback dlq', () => {
  it('says when there is nothing', async () => {
    expect(await dlq('list')).toMatchObject({ code: 0, stdout: 'No dead letters.\n' });
  });

  it('counts by cause, lists the newest, and prints no payload', async () => {
    for (const id of ['a', 'b', 'c']) await bury(id);
    await bury('d', { code: 'PAYLOAD_INVALID' });
    await bury('e', { topic: deadLetterName(source, 'transcript') });
    const all = await dlq('list', '--limit', '2');
    expect(all.stdout).toMatch(/^ +3 +0 +crm-sync +agntix\.session-events\.v1 +CRM_REJECTED/m);
    expect(all.stdout).toContain('The newest 2 of 5');
    const some = await dlq('list', '--group', 'crm-sync', '--code', 'CRM_REJECTED', '--key', 'key-b', '--json');
    expect(
      some.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([expect.objectContaining({ key: 'key-b', group: 'crm-sync', code: 'CRM_REJECTED', replayed: false })]);
    expect((await dlq('list', '--since', '1h', '--until', '30m')).stdout).toBe('No dead letters.\n');
    expect(all.stdout + some.stdout).not.toContain(secret);
  });

  it('shows one, with its payload only when that is asked for', async () => {
    const listed = await dlq('list', '--key', 'key-a', '--json');
    const { place } = JSON.parse(listed.stdout) as { place: string };
    const shown = await dlq('show', place);
    expect(shown.stdout).toMatch(/x-dlq-code +CRM_REJECTED/);
    expect(shown.stdout).not.toContain(secret);
    expect((await dlq('show', place, '--show-payload')).stdout).toContain(`"said":"${secret}"`);
    expect(await dlq('show', `${dead}/0/999`)).toMatchObject({ code: 1, stderr: expect.stringContaining('holds no') });
  });

  it('replays what is selected once, with its event id, for the group that failed', async () => {
    expect((await dlq('replay')).stderr).toContain('select what to replay');
    const select = ['replay', '--group', 'crm-sync', '--code', 'CRM_REJECTED'];
    expect((await dlq(...select, '--dry-run')).stdout).toContain('3 dead letters would be sent');
    expect(await arrived()).toEqual([]);
    expect((await dlq(...select, '--limit', '2')).stdout).toContain('Stopped at --limit 2');
    expect((await dlq(...select)).stdout).toMatch(/1 dead letter sent\.\n2 passed over/);
    expect((await arrived()).sort()).toEqual(['a', 'b', 'c']);
    const [record] = await readTopic(cluster.kafka, source);
    expect(record?.headers).toMatchObject({ foreign: secret, 'x-replay-group': 'crm-sync' });
    expect(record?.headers['x-replayed-from']).toMatch(/\.dead\.crm-sync\/\d+\/\d+$/);
    expect(Object.keys(record?.headers ?? {}).filter((name) => /^(x-dlq|kafka_dlt)/.test(name))).toEqual([]);
    expect((await dlq(...select, '--again', '--key', 'key-a')).stdout).toContain('1 dead letter sent.');
    expect((await dlq('list')).stdout).toMatch(/^ +3 +3 +crm-sync/m);
  });

  it('sends nothing twice when a replay is killed in the middle', async () => {
    const ids = Array.from({ length: 3_000 }, (_, at) => `n${at}`);
    const group = 'transcript';
    const topic = deadLetterName(source, group);
    for (let at = 0; at < ids.length; at += 500)
      await Promise.all(ids.slice(at, at + 500).map((id) => bury(id, { topic, code: 'UNEXPECTED' })));
    const command = args('replay', '--group', group, '--code', 'UNEXPECTED');
    const main = join(import.meta.dirname, '../dist/main.js');
    const child = spawn(process.execPath, [main, ...command], { env: { PATH: process.env.PATH } });
    const killed = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    const sent = async () => (await arrived()).filter((id) => id?.startsWith('n')).length;
    await until('some to be sent', async () => (await sent()) > 0);
    child.kill('SIGKILL');
    expect(await killed).toBe('SIGKILL');
    const before = await sent();
    expect(before).toBeLessThan(ids.length);

    expect((await dlq('replay', '--group', group)).stderr).toContain('Another replay goes on');
    const second = await until(
      'the killed run to count as over',
      async () => {
        const { code, stdout } = await dlq('replay', '--group', group, '--code', 'UNEXPECTED');
        return code === 0 && stdout;
      },
      60_000,
    );
    expect(second).toContain(`${ids.length - before} dead letters sent.\n${before} passed over`);
    expect((await arrived()).filter((id) => id?.startsWith('n')).sort()).toEqual([...ids].sort());
  });
});
