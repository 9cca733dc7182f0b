import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readMappingFile } from '../mapping-file/read-mapping-file.ts';
import { previewEvents } from './preview-events.ts';
import { readEvent } from './read-event.ts';

const golden = (name: string) => readFileSync(join(import.meta.dirname, '../../../contracts/golden', name), 'utf8');
const { file } = readMappingFile(`
connections: [{ name: crm, kind: hubspot, tokenFile: /t }]
organizations: [{ name: demo, connection: crm }]
call: { fields: { mood: { path: analysis.sentiment.label } } }
`);
const webhook = (sessionVariables: object, id = 's-1') =>
  JSON.stringify({
    ...{ id, eventType: 'session.created', direction: 'OUTBOUND', createdAt: '2026-01-01T00:00:00Z' },
    metadata: { sessionVariables },
  });
const preview = (...texts: string[]) =>
  previewEvents(
    texts.map((text) => readEvent(text, 'demo')!),
    file!,
  );

describe('previewEvents', () => {
  it('shows what a call in flight writes', () => {
    expect(preview(webhook({ taskId: 118 }))).toEqual([
      {
        ...{ connection: 'crm', taskId: '118', matchedBy: 'variable:taskId' },
        fields: [{ record: 'task', field: 'status', value: 'IN_PROGRESS' }],
      },
    ]);
  });

  it('shows every field of an ended call, whatever the order of events', () => {
    const enriched = { ...(JSON.parse(golden('session-enriched.1.json')) as object), organization: 'demo' };
    const text = JSON.stringify({ ...enriched, sessionId: 's-1' });
    const [shown] = preview(text, webhook({ taskId: 't-1' }));
    expect(preview(webhook({ taskId: 't-1' }), text)).toEqual([shown]);
    const names = shown && 'fields' in shown ? shown.fields.map(({ record, field }) => `${record}/${field}`) : [];
    expect(names).toEqual(
      expect.arrayContaining(['task/status', 'call s-1/title', 'call s-1/body', 'call s-1/startedAt']),
    );
  });

  it('says why a session is matched to no task', () => {
    expect(preview(webhook({}), webhook({ taskId: ' ' }, 's-2'))).toEqual([
      { organization: 'demo', sessionId: 's-1', unmatchedReason: 'no correlation variable' },
      { organization: 'demo', sessionId: 's-2', unmatchedReason: 'no correlation variable' },
    ]);
  });
});

describe('readEvent', () => {
  it.each(['', '[]', '{"id":"s","eventType":"session.paused"}'])('does not take %j for an event', (text) => {
    expect(readEvent(text, 'demo')).toBeUndefined();
  });
});
