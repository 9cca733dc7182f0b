import { describe, expect, it } from '@jest/globals';
import { Figures } from './figures.ts';

describe('figures', () => {
  const figures = new Figures();
  figures.note('image: ingress', 'MB', 238);
  figures.note('a pod is replaced: ingress', 's', 4.1);
  figures.note('a pod is replaced: ingress', 's', 9);
  figures.note('what this cluster does not measure', 'MiB');

  it('stand in one table, values of one name in one row', () => {
    expect(figures.table()).toEqual([
      '| what                       | seen     |',
      '| -------------------------- | -------- |',
      '| image: ingress             | 238 MB   |',
      '| a pod is replaced: ingress | 4.1, 9 s |',
    ]);
  });

  it('are there for programs, one object a line', () => {
    expect(figures.json().map((line) => JSON.parse(line) as unknown)).toEqual([
      { what: 'image: ingress', values: [238], unit: 'MB' },
      { what: 'a pod is replaced: ingress', values: [4.1, 9], unit: 's' },
    ]);
  });

  it('say nothing where nothing was measured', () => {
    expect([new Figures().table(), new Figures().json()]).toEqual([[], []]);
  });
});
