import { describe, expect, it } from '@jest/globals';
import { DoneAhead } from '../lanes/done-ahead.ts';
import { Tenure } from '../lanes/tenure.ts';
import { consumerHealth } from './consumer-health.ts';
import type { ConsumerState } from './consumer-health.ts';

const tenure = () => new Tenure({ topic: 't', partition: 3 }, new DoneAhead(), 0);
const health = (now: number, over: { state?: ConsumerState; away?: string[]; of?: Tenure } = {}) =>
  consumerHealth({
    state: over.state ?? 'running',
    away: over.away ?? [],
    tenures: [over.of ?? tenure()],
    now,
    stalledAfterMs: 600_000,
  });
const busyFrom = (first: bigint) => {
  const of = tenure();
  const head = of.admit(first, 0, 1_000);
  of.admit(first + 1n, 0, 1_000);
  return { of, head };
};
const busy = () => busyFrom(7n).of;

describe('consumerHealth', () => {
  it('tells idle, progressing and stalled apart', () => {
    expect(health(10 ** 9)).toEqual({ status: 'idle' });
    expect(health(2_000, { of: busy() })).toEqual({ status: 'progressing' });
    expect(health(700_000, { of: busy() })).toEqual({ status: 'stalled', detail: 't/3 for 699 s' });
  });

  it('does not call stalled what moves, though its head is old', () => {
    const { of, head } = busyFrom(7n);
    of.complete(head, 690_000);
    expect(health(700_000, { of })).toEqual({ status: 'progressing' });
  });

  it('does not call stalled what waits for a dependency', () => {
    const away = ['DATABASE_UNAVAILABLE', 'DATABASE_UNAVAILABLE'];
    expect(health(700_000, { of: busy(), away })).toEqual({ status: 'paused', detail: 'DATABASE_UNAVAILABLE' });
  });

  it.each([
    ['starting', { status: 'down', detail: 'starting' }],
    ['draining', { status: 'draining' }],
    ['crashed', { status: 'crashed' }],
  ] as const)('%s', (state, expected) => {
    expect(health(0, { state })).toEqual(expected);
  });
});
