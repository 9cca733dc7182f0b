import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runApp, secretFile, startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

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

describe('switchback crm check and provision', () => {
  let sandbox: RunningApp;
  beforeAll(async () => {
    sandbox = await startApp('crm-sandbox', { TOKEN: 't' });
  });
  afterAll(() => sandbox.kill());

  const fileWith = async (token: string) =>
    secretFile(`
connections: [{ name: crm, kind: hubspot, baseUrl: '${sandbox.url}', tokenFile: ${await secretFile(token)} }]
organizations: [{ name: demo, connection: crm }]
statuses: { busy: SNOOZED }
call: { fields: { call_mood: { path: goal } } }
`);

  it('tells what an account lacks, creates what can be created, and tells what is left', async () => {
    const file = await fileWith('t');
    const before = await crm('check', file);
    expect(before.code).toBe(1);
    expect(before.stdout).toContain('MISSING  crm: calls have the unique property voice_call_id: missing');
    expect(before.stdout).toContain('MISSING  crm: calls have the property call_mood: missing');
    expect(before.stdout).toContain('MISSING  crm: a task may be SNOOZED: no option of hs_task_status');
    expect(await crm('provision', file)).toMatchObject({ code: 0, stdout: 'crm: created voice_call_id, call_mood\n' });
    expect(await crm('provision', file)).toMatchObject({ code: 0, stdout: 'crm: nothing is missing\n' });
    const after = await crm('check', file);
    expect(after.stdout.match(/MISSING.*/g)).toEqual([expect.stringContaining('SNOOZED')]);
  });

  it('tells of a token that is refused', async () => {
    const { code, stdout } = await crm('check', await fileWith('wrong'));
    expect(code).toBe(1);
    expect(stdout).toContain('MISSING  crm: the token may read tasks: ');
  });
});

describe("the commands that ask crm-sync's API", () => {
  const asked: { method: string | undefined; url: string | undefined; token: string | undefined; body: string }[] = [];
  const effect = {
    ...{ connection: 'crm', taskId: 'T-1', effect: 'call.upsert:s-1', state: 'dead', code: 'CRM_REJECTED' },
    ...{ attempts: 1, at: '2026-01-01T00:00:00.000Z' },
  };
  const answers: Record<string, unknown> = {
    '/v1/failed': { effects: [effect] },
    '/v1/retries': { effects: [effect] },
    '/v1/rematches': {
      looked: 3,
      matched: [{ organization: 'demo', sessionId: 's-2', connection: 'crm', taskId: 'T-2' }],
    },
    '/v1/erasures': { erased: { connection: 'crm', taskId: 'T-1', remoteIds: ['901'] } },
    '/v1/tasks/T-1': {
      tasks: [
        {
          ...{ connection: 'crm', taskId: 'T-1', state: 'dead', reason: 'CRM_REJECTED', wanted: 2, applied: 2 },
          ...{
            conflicts: ['status'],
            sessions: [{ sessionId: 's-1', matchedBy: 'attempt' }],
            facts: [],
            effects: [effect],
          },
          waiting: [],
        },
      ],
    },
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      asked.push({ method, url, token: headers.authorization, body });
      const answer = answers[url?.split('?')[0] ?? ''];
      response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? { error: 'not known' }));
    });
  });
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    server.close();
  });

  const ask = async (...args: string[]) => {
    asked.length = 0;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return crm(...args, '--url', url, '--token-file', await secretFile('op'));
  };

  it('lists what failed, by any part of a selection', async () => {
    const { stdout } = await ask('failed', '--code', 'CRM_REJECTED', '--since', '2026-01-01', '--connection', 'crm');
    expect(stdout).toContain('call.upsert:s-1  dead   CRM_REJECTED');
    const url = '/v1/failed?connection=crm&code=CRM_REJECTED&since=2026-01-01T00%3A00%3A00.000Z';
    expect(asked).toEqual([{ method: 'GET', url, token: 'Bearer op', body: '' }]);
  });

  it('retries, and only says so in a dry run', async () => {
    expect((await ask('retry', '--task', 'T-1', '--dry-run')).stdout).toContain('1 would be tried again (dry run).');
    expect(asked[0]?.body).toBe('{"taskId":"T-1","dryRun":true}');
    expect((await ask('retry', '--task', 'T-1')).stdout).toContain('1 will be tried again now.');
  });

  it('tells the story of a task, and fails for one that is not known', async () => {
    const { stdout } = await ask('show', 'T-1');
    expect(stdout).toContain('task T-1 of crm: dead, CRM_REJECTED; 2 of 2 applied\nchanged by a person: status\n');
    expect(stdout).toContain('waiting: none');
    const unknown = await ask('show', 'T-9');
    expect({ ...unknown, stdout: '' }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('crm-sync answered 404: not known') as unknown,
    });
  });

  it('rematches within an age', async () => {
    const { stdout } = await ask('rematch', '--max-age', '3d', '--dry-run');
    expect(asked[0]?.body).toBe('{"dryRun":true,"maxAgeHours":72}');
    expect(stdout).toContain('3 unmatched; the tasks of 1 would be looked for in the CRM (dry run).');
    expect((await ask('rematch', '--max-age', 'soon')).code).not.toBe(0);
  });

  it('erases, and says what stays in the CRM', async () => {
    const { stdout } = await ask('erase', '--organization', 'demo', '--session', 's-1');
    expect(stdout).toBe('s-1 is erased for good.\nIn crm stay: records 901, and its section in task T-1.\n');
  });
});
