import { describe, expect, it } from '@jest/globals';
import { retryDelay, svixTimetable } from './timetable.ts';

describe('retryDelay', () => {
  it("follows Svix's timetable for eight attempts and then gives up", () => {
    const delays = Array.from({ length: 8 }, (_, index) => retryDelay(index + 2, 0.5));
    expect(delays).toEqual([...svixTimetable, undefined]);
    expect(svixTimetable.reduce((sum, one) => sum + one)).toBe((27 * 60 + 35) * 60_000 + 5_000);
  });

  it('stays within 20 %', () => {
    expect(retryDelay(2, 0)).toBe(4_000);
    expect(retryDelay(2, 0.999)).toBeLessThan(6_000);
  });

  it('waits a minute after a timeout, and lets Retry-After stretch a wait to the double', () => {
    expect(retryDelay(2, 0.5, { timedOut: true })).toBe(60_000);
    expect(retryDelay(2, 0.5, { retryAfterSeconds: 7 })).toBe(7_000);
    expect(retryDelay(2, 0.5, { retryAfterSeconds: 3_600 })).toBe(10_000);
    expect(retryDelay(2, 0.5, { retryAfterSeconds: 1 })).toBe(5_000);
  });
});
