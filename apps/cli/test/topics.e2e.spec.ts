import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { allTopics } from '@switchback/contracts';
import { connectKafka } from '@switchback/kafka';
import { runApp, testServices } from '@switchback/testing';

// As in Kafka's protocol; only libs/kafka may import kafkajs.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const TOPIC: Parameters<Admin['describeConfigs']>[0]['resources'][0]['type'] = 2;
type Admin = ReturnType<ReturnType<typeof connectKafka>['client']['admin']>;
let open: Admin | undefined;
afterAll(() => open?.disconnect());

describe('switchback topics', () => {
  const prefix = `cli-${randomUUID().slice(0, 8)}.`;
  const options = [
    '--brokers',
    testServices().brokers.join(','),
    '--prefix',
    prefix,
    '--replication-factor',
    '1',
    '--min-insync-replicas',
    '1',
  ];
  const topics = (command: string, ...more: string[]) =>
    runApp('cli', {}, { args: ['topics', command, ...options, ...more] });
  const lines = (stdout: string, word: string) =>
    stdout.split('\n').filter((line) => new RegExp(`\\b${word}\\b`).test(line)).length;

  it('reports what is missing, creates it, and finds nothing left to do', async () => {
    const before = await topics('check', '--partitions', '3');
    expect(before.code).toBe(1);
    expect(lines(before.stdout, 'missing')).toBe(allTopics().length + 1);

    const created = await topics('create', '--partitions', '3');
    expect([created.code, lines(created.stdout, 'created')]).toEqual([0, allTopics().length]);
    expect(created.stdout).toContain(`${prefix}agntix.session-events.v1.dead.crm-sync`);

    expect((await topics('check', '--partitions', '3')).stdout).toContain(
      `All ${allTopics().length} topics are as specified`,
    );
    expect(lines((await topics('create', '--partitions', '3')).stdout, 'exists')).toBe(allTopics().length);
  });

  it('never changes the partitions of a topic that exists', async () => {
    const { code, stdout } = await topics('create', '--partitions', '6');
    expect(code).toBe(0);
    expect(stdout).toContain('3 partitions, not 6');
    expect((await topics('check', '--partitions', '3')).code).toBe(0);
  });

  it('makes safe changes when asked, keeps settings of others, and refuses the rest', async () => {
    const kafka = connectKafka({
      brokers: testServices().brokers,
      clientId: 'test',
      topicPrefix: '',
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const admin = kafka.client.admin();
    open = admin;
    await admin.connect();
    const name = `${prefix}agntix.session-events.v1`;
    const read = async (...configNames: string[]) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: TOPIC, name, configNames }],
      });
      return Object.fromEntries(resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]));
    };
    const own = await read('retention.ms', 'max.message.bytes', 'min.insync.replicas', 'message.timestamp.type');
    const entries = { ...own, 'segment.bytes': '2097152', 'retention.ms': '1000' };
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        { type: TOPIC, name, configEntries: Object.entries(entries).map(([entry, value]) => ({ name: entry, value })) },
      ],
    });
    expect((await topics('apply', '--partitions', '3', '--dry-run')).stdout).toContain(
      `${name}: retention.ms 1000 → 1209600000 would be changed`,
    );
    expect(await read('retention.ms')).toEqual({ 'retention.ms': '1000' });
    expect(await topics('apply', '--partitions', '3')).toMatchObject({ code: 0 });
    expect(await read('retention.ms', 'segment.bytes', 'max.message.bytes')).toEqual({
      'retention.ms': '1209600000',
      'segment.bytes': '2097152',
      'max.message.bytes': '4194304',
    });
    const more = await topics('apply', '--partitions', '4');
    expect(more.code).toBe(1);
    expect(more.stdout).toMatch(/partitions 3 → 4 REFUSED: keys would move/);
    expect((await topics('apply', '--partitions', '4', '--add-partitions-and-move-keys')).code).toBe(0);
    expect((await topics('apply', '--partitions', '3', '--add-partitions-and-move-keys')).stdout).toMatch(
      /partitions 4 → 3 REFUSED: Kafka cannot remove/,
    );
  });

  it('lists every fault of its settings', async () => {
    const { code, stderr } = await runApp('cli', {}, { args: ['topics', 'list', '--partitions', 'many'] });
    expect(code).toBe(1);
    expect(stderr).toMatch(/KAFKA_BROKERS is missing.*--brokers/);
    expect(stderr).toContain('TOPIC_PARTITIONS is wrong');
  });
});
