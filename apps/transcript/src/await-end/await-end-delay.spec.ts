import { describe, expect, it } from '@jest/globals';
import { awaitEndDelayMs } from './await-end-delay.ts';

const MINUTE = 60_000;

describe('awaitEndDelayMs', () => {
  it.each([
    [0, 30],
    [30, 90],
    [31, 89],
    [120, 1_320],
    [1_440, undefined],
    [9_999, undefined],
  ])('after %i minutes waits %s', (since, wait) => {
    expect(awaitEndDelayMs(since * MINUTE)).toBe(wait === undefined ? undefined : wait * MINUTE);
  });
});
