import type { FailureCode } from '@switchback/failure';

/** Away for every request, not for this one. */
const away: ReadonlySet<number> = new Set([408, 425, 502, 503, 504]);

/**
 * What an answer's status means, or undefined where it is a success. 500 and its like may be about this one request, so
 * they use up its budget; what says that the system as a whole is away does not.
 */
export const statusFailure = (status: number): FailureCode | undefined => {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return 'TARGET_AUTH';
  if (status === 429) return 'TARGET_RATE_LIMITED';
  if (away.has(status)) return 'TARGET_UNAVAILABLE';
  return status >= 500 ? 'TARGET_FAILED' : 'TARGET_REJECTED';
};
