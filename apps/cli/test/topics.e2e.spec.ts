import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { allTopics } from '@switchback/contracts';
import { runApp, testServices } from '@switchback/testing';

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

  it('lists every fault of its settings', async () => {
    const { code, stderr } = await runApp('cli', {}, { args: ['topics', 'list', '--partitions', 'many'] });
    expect(code).toBe(1);
    expect(stderr).toMatch(/KAFKA_BROKERS is missing.*--brokers/);
    expect(stderr).toContain('TOPIC_PARTITIONS is wrong');
  });
});
