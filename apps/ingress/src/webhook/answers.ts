import type { Refusal } from './verify-signature.ts';

export type Reason =
  | Refusal
  | 'endpoint-unknown'
  | 'body-too-large'
  | 'content-type'
  | 'broker-unavailable'
  | 'path-unknown'
  | 'request-invalid'
  | 'internal';

/** Every answer other than 204, in one place. The texts never echo input. */
export const answers = {
  'headers-missing': { status: 400, title: 'The signature headers are missing or not complete.' },
  'request-invalid': { status: 400, title: 'The request could not be read.' },
  'timestamp-stale': { status: 401, title: 'The timestamp is not within five minutes of now.' },
  'signature-invalid': { status: 401, title: 'No signature matches.' },
  'endpoint-unknown': { status: 404, title: 'There is no such endpoint.' },
  'path-unknown': { status: 404, title: 'There is nothing at this path.' },
  'body-too-large': { status: 413, title: 'The body is too large.' },
  'content-type': { status: 415, title: 'Only uncompressed JSON is taken.' },
  'broker-unavailable': { status: 503, title: 'The event could not be stored. Send it again.' },
  internal: { status: 503, title: 'The event could not be stored. Send it again.' },
} as const satisfies Record<Reason, { status: number; title: string }>;

/** The problem document (RFC 9457) of a reason. */
export const problem = (reason: Reason) => ({
  type: 'about:blank',
  status: answers[reason].status,
  title: answers[reason].title,
  reason,
});
