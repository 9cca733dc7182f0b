import { describe, expect, it } from '@jest/globals';
import { defaultRetry, nextStep } from './retry-policy.ts';

const failed = { attempt: 1, ageMs: 0 };

describe('nextStep', () => {
  it.each([
    ['retry', 'retry'],
    ['uncertain', 'retry'],
    ['park', 'retry'],
    ['pause', 'pause'],
    ['dead-letter', 'dead-letter'],
    ['discard', 'discard'],
  ] as const)('%s → %s', (disposition, step) => {
    expect(nextStep(defaultRetry, { ...failed, disposition }, () => 1).step).toBe(step);
  });

  it('ends by attempts or by age, whichever comes first', () => {
    const retry = { disposition: 'retry' } as const;
    expect(nextStep(defaultRetry, { ...retry, attempt: 8, ageMs: 0 }, () => 1)).toEqual({ step: 'dead-letter' });
    expect(nextStep(defaultRetry, { ...retry, attempt: 2, ageMs: 300_000 }, () => 1)).toEqual({ step: 'dead-letter' });
  });

  it('never dead-letters where the subscription says so', () => {
    const policy = { ...defaultRetry, deadLetter: false };
    const step = (disposition: 'retry' | 'dead-letter') =>
      nextStep(policy, { disposition, attempt: 99, ageMs: 900_000 }, () => 1);
    expect([step('retry'), step('dead-letter')]).toEqual(Array(2).fill({ step: 'retry', delayMs: 30_000 }));
  });

  it('doubles to a cap, with jitter', () => {
    const delay = (attempt: number, random: number) =>
      nextStep({ ...defaultRetry, attempts: 99 }, { disposition: 'retry', attempt, ageMs: 0 }, () => random);
    expect([delay(1, 1), delay(3, 1), delay(20, 1)]).toEqual(
      [250, 1_000, 30_000].map((delayMs) => ({ step: 'retry', delayMs })),
    );
    expect(delay(3, 0)).toEqual({ step: 'retry', delayMs: 100 });
  });
});
