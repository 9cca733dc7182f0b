import type { Disposition } from '@switchback/failure';

/** The budget of one record and the waits between its attempts. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly attempts: number;
  /** Age of the first failure after which no further attempt is made, in milliseconds. */
  readonly maxAgeMs: number;
}

export const defaultRetry: RetryPolicy = { firstDelayMs: 250, maxDelayMs: 30_000, attempts: 8, maxAgeMs: 300_000 };

export type NextStep =
  | { readonly step: 'retry'; readonly delayMs: number }
  | { readonly step: 'wait'; readonly delayMs: number }
  | { readonly step: 'dead-letter' }
  | { readonly step: 'discard' };

export interface FailedAttempt {
  readonly disposition: Disposition;
  /** Attempts that count against the budget, this one included. */
  readonly attempt: number;
  readonly ageMs: number;
}

/** Exponential back-off with full jitter, in milliseconds; never less than a tenth of the full wait. */
const backoff = (policy: RetryPolicy, attempt: number, random: () => number): number => {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full * (0.1 + 0.9 * random()));
};

/** What happens to a record after a failed attempt. `wait` burns no budget: what every record needs is away. */
export const nextStep = (policy: RetryPolicy, failed: FailedAttempt, random: () => number): NextStep => {
  switch (failed.disposition) {
    case 'discard':
    case 'dead-letter':
      return failed.disposition === 'discard' ? { step: 'discard' } : { step: 'dead-letter' };
    case 'pause':
      return { step: 'wait', delayMs: backoff(policy, Math.min(failed.attempt, 5), random) };
    case 'retry':
    case 'uncertain':
    case 'park': {
      const spent = failed.attempt >= policy.attempts || failed.ageMs >= policy.maxAgeMs;
      return spent ? { step: 'dead-letter' } : { step: 'retry', delayMs: backoff(policy, failed.attempt, random) };
    }
  }
};

/** The policy in words, for the start-up log. */
export const inWords = (policy: RetryPolicy): string =>
  `retry in place from ${policy.firstDelayMs} ms doubling to ${policy.maxDelayMs / 1_000} s, ` +
  `at most ${policy.attempts} attempts or ${policy.maxAgeMs / 60_000} min, then dead letter`;
