import { describe, expect, it } from '@jest/globals';
import type { Evidence, StartedCall } from '@switchback/local/sample';
import { faultsOf } from './account.ts';
import { shuffled } from './break-pods.ts';

const sessionId = '00000000-aaaa-4aaa-8aaa-000000000000';
const call: StartedCall = {
  number: 1,
  attemptId: 'attempt',
  outcome: 'no_answer',
  duplicate: false,
  endedFirst: false,
  expectedStatus: 'NOT_STARTED',
  taskId: '1',
  contactId: '3',
  sessionId,
  startedAt: 0,
};
const link = `https://app.agntix.ai/en/logs-history?opened=${sessionId}`;
const write = (method: string, objectType: string, id: string) => ({
  at: '2026-01-01T00:00:00Z',
  method,
  objectType,
  id,
  result: 'updated' as const,
});
const evidence: Evidence = {
  tasks: [{ id: '1', properties: { hs_task_status: 'NOT_STARTED', hs_task_body: `[call ${sessionId}] ${link}` } }],
  callRecords: [
    {
      id: '2',
      properties: { voice_call_id: sessionId, hs_call_body: link },
      associations: { contacts: { results: [{ id: '3' }] } },
    },
  ],
  writes: [
    write('PATCH', 'tasks', '1'),
    write('POST', 'calls', '2'),
    write('PATCH', 'tasks', '1'),
    write('PUT', 'calls_to_contacts', '2-3'),
  ],
  deliveries: [{ sessionId, eventType: 'session.created', attempts: 1, delivered: true }],
  unmatched: [],
  events: [],
  synced: [{ key: 'demo-crm:1' } as Evidence['synced'][number]],
  deadLetters: 0,
};

describe('faultsOf', () => {
  it('finds nothing where each call ended once', () => {
    expect(faultsOf([call], evidence)).toEqual([]);
  });
  it.each<[string, Partial<Evidence>, string]>([
    ['a lost result', { tasks: [] }, 'the status is unknown'],
    [
      'a doubled record',
      { callRecords: [...evidence.callRecords, ...evidence.callRecords] },
      'there are 2 call records',
    ],
    ['a doubled write', { writes: [...evidence.writes, write('POST', 'calls', '2')] }, 'was written 2 times'],
    ['a write of nobody', { writes: [...evidence.writes, write('PATCH', 'tasks', '9')] }, 'PATCH tasks 9'],
    ['no synced event', { synced: [] }, 'task 1 has no synced event'],
    ['a dead letter', { deadLetters: 1 }, '1 dead letters'],
    ['a webhook on its way', { deliveries: [{ ...evidence.deliveries[0]!, delivered: false }] }, '1 webhooks were not'],
  ])('says %s', (_, change, fault) => {
    expect(faultsOf([call], { ...evidence, ...change }).join('\n')).toContain(fault);
  });
});

describe('shuffled', () => {
  it('gives the same order for the same seed, another for another, and loses nothing', () => {
    const items = [1, 2, 3, 4, 5, 6];
    expect(shuffled(1, items)).toEqual(shuffled(1, items));
    expect(shuffled(1, items)).not.toEqual(shuffled(2, items));
    expect(shuffled(1, items).toSorted()).toEqual(items);
  });
});
