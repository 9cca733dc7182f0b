import { describe, expect, it } from '@jest/globals';
import { Seeded } from './seeded.ts';

describe('Seeded', () => {
  it('repeats itself for the same seed and thing only', () => {
    const [one, same, other] = [new Seeded(1), new Seeded(1), new Seeded(2)];
    expect(one.uuid('session', 'a')).toBe(same.uuid('session', 'a'));
    expect(one.uuid('session', 'a')).not.toBe(one.uuid('session', 'b'));
    expect(one.uuid('session', 'a')).not.toBe(other.uuid('session', 'a'));
    expect(one.uuid('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('spreads numbers over [0, 1)', () => {
    const seeded = new Seeded(7);
    const tenths = new Set(Array.from({ length: 200 }, (_, n) => Math.floor(seeded.number('draw', n) * 10)));
    expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
