import { describe, expect, it } from '@jest/globals';
import { checkCalls } from './check-calls.ts';
import type { Evidence } from './evidence.ts';
import type { Started } from './make-calls.ts';
import { planCalls } from './plan-calls.ts';

const link = 'https://app.agntix.ai/en/logs-history?opened=session-1';
const text = `Summary: done (call session-).\n${link}`;
const [planned] = planCalls(1);
const started: Started = {
  calls: planned ? [{ ...planned, taskId: '1', contactId: '2', sessionId: 'session-1', startedAt: 0 }] : [],
  chatSessionId: 'chat-1',
  unknownEventId: 'unknown-1',
};
const write = (objectType: string, id: string, method: string, result: 'created' | 'updated') => ({
  at: '2026-01-01T00:00:00Z',
  objectType,
  id,
  method,
  result,
});
const event = (key: string, type: string) => ({
  topic: 't',
  partition: 0,
  offset: 0n,
  timestamp: 0,
  key,
  value: Buffer.alloc(0),
  headers: { ce_type: type },
});
const good: Evidence = {
  tasks: [{ id: '1', properties: { hs_task_status: 'COMPLETED', hs_task_body: `[call session-1]\n${text}\n[/call]` } }],
  callRecords: [
    {
      id: '3',
      properties: { voice_call_id: 'session-1', hs_call_body: text },
      associations: { contacts: { results: [{ id: '2' }] } },
    },
  ],
  writes: [
    write('contacts', '2', 'POST', 'created'),
    write('tasks', '1', 'POST', 'created'),
    write('tasks', '1', 'PATCH', 'updated'),
    write('calls', '3', 'POST', 'created'),
    write('calls_to_contacts', '3-2', 'PUT', 'created'),
  ],
  deliveries: [{ sessionId: 'session-1', eventType: 'session.ended', attempts: 1, delivered: true }],
  unmatched: [{ sessionId: 'chat-1', reason: 'no correlation variable' }],
  events: [event('unknown-1', 'ai.agntix.session.paused')],
  synced: [event('demo-crm:1', 'x')],
  deadLetters: 0,
};
const faults = (evidence: Partial<Evidence>) =>
  checkCalls(started, { ...good, ...evidence }).flatMap((check) => check.faults);

describe('checkCalls', () => {
  it('finds nothing where everything is right', () => {
    expect(faults({})).toEqual([]);
  });

  it.each([
    [
      'another status',
      { tasks: [{ id: '1', properties: { ...good.tasks[0]?.properties, hs_task_status: 'IN_PROGRESS' } }] },
      'the status is IN_PROGRESS',
    ],
    ['a second call record', { callRecords: [...good.callRecords, ...good.callRecords] }, 'there are 2 call records'],
    [
      'no link',
      { callRecords: [{ id: '3', properties: { voice_call_id: 'session-1', hs_call_body: 'x' } }] },
      'the call record has no link',
    ],
    [
      'a third write of the task',
      { writes: [...good.writes, write('tasks', '1', 'PATCH', 'updated'), write('tasks', '1', 'PATCH', 'updated')] },
      'written 3 times',
    ],
    ['a foreign write', { writes: [...good.writes, write('tasks', '9', 'PATCH', 'updated')] }, 'PATCH tasks 9'],
    [
      'a webhook that was not delivered',
      { deliveries: [{ sessionId: null, eventType: null, attempts: 8, delivered: false }] },
      '1 were not',
    ],
    ['no unmatched chat', { unmatched: [] }, 'it is not'],
    ['no unknown event', { events: [] }, 'it is there 0 times'],
    ['no synced event', { synced: [] }, '1 tasks have none'],
    ['a dead letter', { deadLetters: 1 }, '1 dead letters'],
  ] as [string, Partial<Evidence>, string][])('sees %s', (_, evidence, fault) => {
    expect(faults(evidence).join()).toContain(fault);
  });
});
