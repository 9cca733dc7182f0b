import { describe, expect, it } from '@jest/globals';
import type { Entry } from './ledger.ts';
import { disordered, early, lost, repeated, unaccounted } from './oracle.ts';
import type { Evidence } from './oracle.ts';

const entry = (seq: number, at: number, more: Partial<Entry> = {}): Entry => ({
  id: at,
  member: 'm1',
  key: 'key-0',
  seq,
  partition: 0,
  offset: seq,
  outcome: 'applied',
  begunAt: at,
  writtenAt: at,
  ...more,
});
const evidence = (entries: Entry[], more: Partial<Evidence> = {}): Evidence => ({
  entries,
  commits: [],
  freezes: [],
  letters: [],
  keys: 1,
  perKey: 2,
  fate: () => 'applied',
  ...more,
});

describe('the oracle', () => {
  it('finds nothing in a run where nothing happened', () => {
    const good = evidence([entry(0, 1), entry(1, 2)], { commits: [{ partition: 0, next: 2, at: 3 }] });
    expect([lost(good), disordered(good), early(good), unaccounted(good)]).toEqual([[], [], [], []]);
    expect(repeated(good)).toEqual({ all: 0, outside: [] });
  });

  it('finds what was acknowledged and never done', () => {
    expect(lost(evidence([entry(0, 1)]))).toEqual(['key-0/1']);
  });

  it('finds what overtook, and lets a repetition pass', () => {
    expect(disordered(evidence([entry(1, 1), entry(0, 2)]))).toEqual(['key-0/1']);
    expect(disordered(evidence([entry(0, 1), entry(1, 2), entry(0, 3), entry(1, 4)]))).toEqual([]);
  });

  it('finds what was done again although it was committed', () => {
    const twice = [entry(0, 1), entry(0, 10, { member: 'm2' })];
    expect(repeated(evidence(twice))).toEqual({ all: 1, outside: [] });
    const commits = [{ partition: 0, next: 1, at: 5 }];
    expect(repeated(evidence(twice, { commits }))).toEqual({ all: 1, outside: ['0/0 by m2'] });
  });

  it('forgives a member what it had taken before it stood still', () => {
    const twice = [entry(0, 1), entry(0, 10, { member: 'm2' })];
    const commits = [{ partition: 0, next: 1, at: 5 }];
    const frozen = (from: number) => evidence(twice, { commits, freezes: [{ member: 'm2', from, to: 9 }] });
    expect(repeated(frozen(4)).outside).toEqual([]);
    expect(repeated(frozen(6)).outside).toEqual(['0/0 by m2']);
  });

  it('finds a commit ahead of what was done', () => {
    const at = (time: number) =>
      evidence([entry(0, 1), entry(1, 8)], { commits: [{ partition: 0, next: 2, at: time }] });
    expect(early(at(5))).toEqual(['0/2']);
    expect(early(at(9))).toEqual([]);
  });

  it('finds dead letters too many and too few', () => {
    const fate: Evidence['fate'] = (_, seq) => (seq === 1 ? 'refused' : 'applied');
    expect(unaccounted(evidence([], { fate, letters: ['key-0/1', 'key-0/1'] }))).toEqual([]);
    expect(unaccounted(evidence([], { fate, letters: ['key-0/0'] }))).toEqual([
      'key-0/0 was not refused',
      'key-0/1 has no dead letter',
    ]);
  });
});
