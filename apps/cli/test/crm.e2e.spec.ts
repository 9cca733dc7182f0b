import { describe, expect, it } from '@jest/globals';
import { runApp, secretFile } from '@switchback/testing';

const crm = (...args: string[]) => runApp('cli', {}, { args: ['crm', ...args] });
const connections = 'connections: [{ name: crm, kind: hubspot, tokenFile: /not/here }]\n';
const mapping = `${connections}organizations:\n  - { name: demo, connection: crm }\n`;

describe('switchback crm validate', () => {
  it('says that a file has no fault, without its secrets', async () => {
    expect(await crm('validate', await secretFile(mapping))).toMatchObject({ code: 0 });
  });

  it('tells every fault with its line and fails', async () => {
    const file = await secretFile(`${mapping}statuses: { bussy: X }\ncontent: { link: 3 }\n`);
    const { code, stdout } = await crm('validate', file);
    expect(code).toBe(1);
    expect(stdout).toContain(`${file}:4: statuses.bussy: there is no setting "bussy" here\n`);
    expect(stdout).toContain(`${file}:5: content.link: `);
  });

  it('fails for a file that is not there', async () => {
    expect(await crm('validate', '/not/here')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('switchback crm preview', () => {
  const created = {
    ...{ id: 's-1', eventType: 'session.created', direction: 'OUTBOUND' },
    metadata: { sessionVariables: { taskId: 'T-1' } },
  };

  it('shows what an event would write', async () => {
    const files = [await secretFile(mapping), '--event', await secretFile(JSON.stringify(created))];
    const { code, stdout } = await crm('preview', ...files);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'task T-1 of crm (variable:taskId)\n  task\n    status  IN_PROGRESS\n',
    });
    expect(JSON.parse((await crm('preview', ...files, '--json')).stdout)).toMatchObject({ taskId: 'T-1' });
  });

  it('fails for what is no event', async () => {
    const { code, stderr } = await crm('preview', await secretFile(mapping), '--event', await secretFile('{}'));
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no enriched event') as unknown,
    });
  });
});
