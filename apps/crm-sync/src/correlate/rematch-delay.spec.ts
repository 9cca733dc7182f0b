import { describe, expect, it } from '@jest/globals';
import { rematchDelayMs } from './rematch-delay.ts';

describe('rematchDelayMs', () => {
  it('adds up to 1, 6 and 24 hours, and then no more', () => {
    const hours = [1, 2, 3, 4].map((attempt) => (rematchDelayMs(attempt) ?? NaN) / 3_600_000);
    expect(hours).toEqual([1, 5, 18, NaN]);
  });
});
