import { describe, expect, it } from '@jest/globals';
import { SILENT_MS, cutOff, runAhead, toHistory } from './replay-log.ts';
import type { ReplayMark } from './replay-log.ts';

const history = (...marks: [ReplayMark, number][]) =>
  toHistory(marks.map(([mark, timestamp]) => ({ mark, timestamp })));
const begin = (run: string): ReplayMark => ({ kind: 'begin', run, ends: { 't/0': '7' } });

describe('toHistory', () => {
  it('knows what was sent by any run, ended or not', () => {
    const { sent, runs } = history(
      [begin('a'), 1],
      [{ kind: 'sent', run: 'a', places: ['t.dead.g/0/1', 't.dead.g/0/2'] }, 2],
      [{ kind: 'end', run: 'a' }, 3],
      [begin('b'), 4],
      [{ kind: 'sent', run: 'b', places: ['t.dead.g/1/5'] }, 5],
    );
    expect([...sent]).toEqual(['t.dead.g/0/1', 't.dead.g/0/2', 't.dead.g/1/5']);
    expect(runs).toEqual([
      { run: 'a', ends: { 't/0': '7' }, lastSign: 3, ended: true },
      { run: 'b', ends: { 't/0': '7' }, lastSign: 5, ended: false },
    ]);
  });
});

describe('runAhead', () => {
  it('is the first of two runs that began at the same time, for both of them', () => {
    const both = history([begin('a'), 1], [begin('b'), 1]);
    expect(runAhead(both, 'b', 2)?.run).toBe('a');
    expect(runAhead(both, 'a', 2)).toBeUndefined();
  });
  it('is no run that ended or fell silent', () => {
    expect(runAhead(history([begin('a'), 1], [{ kind: 'end', run: 'a' }, 2], [begin('b'), 3]), 'b', 4)).toBeUndefined();
    expect(runAhead(history([begin('a'), 1], [begin('b'), SILENT_MS]), 'b', SILENT_MS + 1)).toBeUndefined();
  });
});

describe('cutOff', () => {
  it('is every run without an end but the own', () => {
    const all = history([begin('a'), 1], [begin('b'), 2], [{ kind: 'end', run: 'b' }, 3], [begin('c'), 4]);
    expect(cutOff(all, 'c').map(({ run }) => run)).toEqual(['a']);
  });
});
