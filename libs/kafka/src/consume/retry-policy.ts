import type { Disposition } from '@switchback/failure';

/** The budget of one record and the waits between its attempts. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly attempts: number;
  /** Age of the first failure after which no further attempt is made, in milliseconds. */
  readonly maxAgeMs: number;
  /** False: instead of being dead-lettered the record stays at the head of its lane and is tried for ever. */
  readonly deadLetter: boolean;
}

export const defaultRetry: RetryPolicy = {
  firstDelayMs: 250,
  maxDelayMs: 30_000,
  attempts: 8,
  maxAgeMs: 300_000,
  deadLetter: true,
};

export type NextStep =
  | { readonly step: 'retry'; readonly delayMs: number }
  | { readonly step: 'pause' }
  | { readonly step: 'dead-letter' }
  | { readonly step: 'discard' };

export interface FailedAttempt {
  readonly disposition: Disposition;
  /** Attempts that count against the budget, this one included. */
  readonly attempt: number;
  readonly ageMs: number;
}

/** Exponential back-off with full jitter, in milliseconds; never less than a tenth of the full wait, so that nothing spins. */
const backoff = (policy: RetryPolicy, attempt: number, random: () => number): number => {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full * (0.1 + 0.9 * random()));
};

/** What happens to a record after a failed attempt. `pause` burns no budget: what every record needs is away. */
export const nextStep = (policy: RetryPolicy, failed: FailedAttempt, random: () => number): NextStep => {
  const { disposition, attempt, ageMs } = failed;
  if (disposition === 'discard' || disposition === 'pause') return { step: disposition };
  const spent = disposition === 'dead-letter' || attempt >= policy.attempts || ageMs >= policy.maxAgeMs;
  return spent && policy.deadLetter
    ? { step: 'dead-letter' }
    : { step: 'retry', delayMs: backoff(policy, attempt, random) };
};

/** The policy in words, for the start-up log. */
export const inWords = (policy: RetryPolicy): string =>
  `retry in place from ${policy.firstDelayMs} ms doubling to ${policy.maxDelayMs / 1_000} s, ` +
  (policy.deadLetter
    ? `at most ${policy.attempts} attempts or ${policy.maxAgeMs / 60_000} min, then dead letter`
    : 'for ever, never a dead letter');
