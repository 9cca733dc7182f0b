import { describe, expect, it } from '@jest/globals';
import { judge } from './judge.ts';
import type { Evidence } from './judge.ts';

const event = (revision: number, value = `r${revision}`, messageCount = 2) => ({
  sessionId: 's',
  revision,
  value,
  messageCount,
});
const good: Evidence = {
  sessions: new Map([['s', ['a', 'b']]]),
  stored: [{ sessionId: 's', rows: 1, messageIds: ['a', 'b'], revision: 2 }],
  published: [event(1), event(2), event(1), event(2)],
  seen: new Map([['s', [1, 2]]]),
  dead: 0,
};
const broken = (change: Partial<Evidence>) =>
  judge({ ...good, ...change })
    .filter(({ ok }) => !ok)
    .map(({ check }) => check);

describe('the judgement', () => {
  it('finds nothing in a good run, repetitions of a killed relay included', () => {
    expect(broken({})).toEqual([]);
  });

  it.each<[string, Partial<Evidence>]>([
    ['sessions whose transcript is not complete', { stored: [{ ...good.stored[0]!, messageIds: ['b', 'a'] }] }],
    ['sessions without exactly one row', { stored: [{ ...good.stored[0]!, rows: 2 }] }],
    ['sessions whose last event does not tell the stored revision', { published: [event(1)] }],
    ['sessions whose last event does not tell the stored revision', { published: [event(1), event(2, 'r2', 1)] }],
    ['sessions whose events go back', { published: [event(2), event(1)] }],
    ['sessions whose events go back', { published: [event(1), event(2), event(2, 'other')] }],
    ['sessions whose revision fell', { seen: new Map([['s', [2, 1]]]) }],
    ['dead letters', { dead: 1 }],
  ])('finds %s', (what, change) => {
    expect(broken(change)).toEqual([what]);
  });

  it('finds a session that nobody stored', () => {
    expect(broken({ stored: [], published: [] }).length).toBeGreaterThan(2);
  });
});
