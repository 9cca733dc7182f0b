import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { retryDelay, svixTimetable } from './timetable.ts';

describe('retryDelay', () => {
  it("follows Svix's timetable for eight attempts and then gives up", () => {
    const delays = Array.from({ length: 8 }, (_, index) => retryDelay(index + 2, 1, () => 0.5));
    expect(delays).toEqual([...svixTimetable, undefined]);
  });

  it('stays within 20 % and shrinks with the scale', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 100; round += 1) {
      const delay = retryDelay(2, 0.01, random) ?? 0;
      expect(delay).toBeGreaterThanOrEqual(40);
      expect(delay).toBeLessThanOrEqual(60);
    }
  });
});

describe('seededRandom', () => {
  it('repeats itself for the same seed only', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
