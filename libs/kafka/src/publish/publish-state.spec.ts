import { describe, expect, it } from '@jest/globals';
import { PublishState } from './publish-state.ts';
import { QueueBudget } from './queue-budget.ts';

describe('PublishState', () => {
  it('is down before the first connection, and after failures for a while without a success', () => {
    const clock = { now: 0 };
    const state = new PublishState(5_000, () => clock.now);
    expect(state.down).toBe(true);
    state.succeeded();
    state.failed();
    clock.now = 4_999;
    state.failed();
    expect(state.down).toBe(false);
    clock.now = 5_000;
    expect(state.down).toBe(true);
    state.succeeded();
    expect(state.down).toBe(false);
  });
});

describe('QueueBudget', () => {
  it('refuses beyond its records or bytes, and takes again what was given back', () => {
    const queue = new QueueBudget({ maxRecords: 2, maxBytes: 100 });
    expect([queue.take(60), queue.take(60), queue.take(40), queue.take(0)]).toEqual([true, false, true, false]);
    queue.give(60);
    expect([queue.records, queue.bytes, queue.take(60)]).toEqual([1, 40, true]);
  });

  it('takes one record of any size when nothing else waits', () => {
    expect(new QueueBudget({ maxRecords: 2, maxBytes: 100 }).take(5_000)).toBe(true);
  });
});
