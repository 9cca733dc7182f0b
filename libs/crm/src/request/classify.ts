import type { FailureCode } from '@switchback/failure';

export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly policyName?: string | undefined;
}

/** What an answer that is no success means. A 5xx on a write may come after the commit; on a read it changed nothing. */
export const classify = ({ status, policyName }: Answer, kind: 'read' | 'write'): FailureCode => {
  switch (status) {
    case 401:
    case 403:
      return 'CRM_AUTH';
    case 404:
    case 410:
      return 'CRM_RECORD_GONE';
    case 409:
      return 'CRM_CONFLICT';
    case 423:
      return 'CRM_LOCKED';
    case 429:
      return policyName === 'DAILY' ? 'CRM_QUOTA_EXHAUSTED' : 'CRM_RATE_LIMITED';
    case 477:
      return 'CRM_UNAVAILABLE';
    default:
      if (status < 500) return 'CRM_REJECTED';
      return kind === 'write' ? 'CRM_UNCERTAIN' : 'CRM_UNAVAILABLE';
  }
};

// The connection was never made, so nothing was sent.
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** What a request that got no answer means. */
export const classifyError = (error: unknown, kind: 'read' | 'write'): FailureCode => {
  const { code } = error as { code?: string };
  return kind === 'read' || (code !== undefined && neverSent.has(code)) ? 'CRM_UNAVAILABLE' : 'CRM_UNCERTAIN';
};

/** When to try again, where the answer says so (`Retry-After` in seconds or as a date). */
export const retryAt = ({ retryAfter }: Answer, now: number): Date | undefined => {
  if (retryAfter === undefined) return undefined;
  const seconds = Number(retryAfter);
  const at = Number.isNaN(seconds) ? Date.parse(retryAfter) : now + seconds * 1_000;
  return Number.isNaN(at) ? undefined : new Date(at);
};
