import { describe, expect, it } from '@jest/globals';
import { readMappingFile } from './read-mapping-file.ts';

const good = `connections:
  - { name: crm, kind: hubspot, tokenFile: /t }
organizations:
  - { name: demo, connection: crm }
`;

describe('readMappingFile', () => {
  it('fills in the defaults', () => {
    expect(readMappingFile(good).file).toMatchObject({
      connections: [{ baseUrl: 'https://api.hubapi.com' }],
      organizations: [{ correlation: { variables: ['taskId'], directions: ['OUTBOUND'] } }],
      statuses: { connected: 'COMPLETED', unknown: 'WAITING' },
      content: { summary: true, link: true, transcript: false },
    });
  });

  it('tells every fault with its line and path, and no value', () => {
    const text = `connections:
  - name: crm
    kind: hubspot
    tokenfile: /s3cret
  - { name: crm, kind: salesforce }
organizations:
  - name: demo
    connection: crm
    correlation: { directions: [] }
call:
  title: { template: '{{analysis.summary' }
  fields:
    a: { path: phone }
    b: { paht: analysis.intent }
    c:
      if: { path: goal }
      then: { truncate: { value: x, max: 0 } }
`;
    const { faults = [] } = readMappingFile(text);
    expect(faults.map(({ line, path }) => [line, path])).toEqual([
      [2, 'connections.0.tokenFile'],
      [4, 'connections.0.tokenfile'],
      [5, 'connections.1.kind'],
      [9, 'organizations.0.correlation.directions'],
      [11, 'call.title.template'],
      [13, 'call.fields.a.path'],
      [14, 'call.fields.b'],
      [17, 'call.fields.c.then.truncate.max'],
    ]);
    expect(JSON.stringify(faults)).not.toContain('s3cret');
  });

  it('tells names that nothing has or two have', () => {
    const text = `${good}  - { name: demo, connection: other }\n`;
    expect(readMappingFile(text).faults).toEqual([
      { line: 5, path: 'organizations.1.connection', message: 'no connection has this name' },
      { line: 5, path: 'organizations.1.name', message: 'another organization has this name' },
    ]);
  });

  it('tells places that a request does not have, and fields that no request carries', () => {
    const text = `connections:
  - name: own
    kind: http
    baseUrl: https://crm.example.com
    tokenFile: /t
    closedStatuses: [done]
    requests:
      readTask: { path: 'tasks/{{taskId}}', answer: { status: status } }
      writeTask: { path: '/tasks/{{taskId}}', body: { state: '{{title}}' } }
      putCall: { path: '/calls/{{sessionId}}', body: [{ m: '{{fields.mood}}' }] }
organizations: [{ name: demo, connection: own }]
`;
    const fields = 'call: { fields: { mood: x, intent: y, owner: { value: z, mode: never } } }\n';
    expect(readMappingFile(text).faults?.map(({ line, path }) => [line, path])).toEqual([
      [8, 'connections.0.requests.readTask.path'],
      [9, 'connections.0.requests.writeTask.body'],
    ]);
    const mended = text.replace("'tasks/", "'/tasks/").replace('{{title}}', '{{status}}');
    expect(readMappingFile(mended).faults).toBeUndefined();
    expect(readMappingFile(mended + fields).faults).toEqual([
      expect.objectContaining({ line: 10, message: expect.stringContaining('call.fields.intent') }),
    ]);
  });

  it('refuses statuses by which a call would reopen its own task', () => {
    const text = `${good}statuses:\n  connected: { goalUnknown: COMPLETED, goalNotMet: WAITING, goalMet: COMPLETED }\n`;
    expect(readMappingFile(text).faults).toEqual([expect.objectContaining({ line: 6, path: 'statuses.connected' })]);
  });

  it('tells where a text is no YAML', () => {
    expect(readMappingFile('connections:\n  - {').faults?.[0]).toMatchObject({ line: 2, path: '' });
    expect(readMappingFile('').faults?.[0]).toMatchObject({ line: 1, path: '' });
  });
});
