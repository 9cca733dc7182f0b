import { describe, expect, it } from '@jest/globals';
import { latenciesOf } from './latencies.ts';

const call = { taskId: 't', sessionId: 's' };
const taken = [
  { sessionId: 's', eventType: 'session.created', deliveredAt: 1_000 },
  { sessionId: 's', eventType: 'session.ended', deliveredAt: 3_000 },
];
const write = (status: string, ms: number, objectType = 'tasks') => ({
  at: new Date(ms).toISOString(),
  ...{ objectType, id: 't', method: 'PATCH', properties: { hs_task_status: status } },
});
const writes = [write('IN_PROGRESS', 1_020), write('COMPLETED', 3_045), write('COMPLETED', 9_000)];

describe('latenciesOf', () => {
  it('counts from the 204 to the first commit of the status', () => {
    expect(latenciesOf([call], { taken, writes })).toEqual({ lock: [20], overtaken: 0, completion: [45] });
  });

  it('counts a call that had ended before its lock apart', () => {
    const parts = [writes.slice(1), [write('IN_PROGRESS', 1_020, 'calls'), ...writes.slice(1)]];
    for (const part of parts)
      expect(latenciesOf([call], { taken, writes: part })).toEqual({ lock: [], overtaken: 1, completion: [45] });
  });

  it('gives no figure for a call that was not completed or not taken', () => {
    const parts = [
      { taken, writes: writes.slice(0, 1) },
      { taken: taken.slice(1), writes },
    ];
    for (const part of parts) expect(() => latenciesOf([call], part)).toThrow('a call has no');
  });
});
