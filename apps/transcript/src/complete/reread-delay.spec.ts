import { describe, expect, it } from '@jest/globals';
import { rereadDelayMs } from './reread-delay.ts';

const minutes = (count: number) => count * 60_000;

describe('rereadDelayMs', () => {
  it.each([
    [0, minutes(1)],
    [minutes(1), minutes(4)],
    [minutes(5), minutes(10)],
    [minutes(29), minutes(1)],
    [minutes(31), minutes(329)],
    [minutes(360), undefined],
  ])('%i ms after the end waits %p ms', (sinceEnd, delay) => {
    expect(rereadDelayMs(sinceEnd)).toBe(delay);
  });
});
