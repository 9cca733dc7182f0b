import type { Refusal } from './verify-signature.ts';

export type Reason =
  | Refusal
  | 'endpoint-unknown'
  | 'body-too-large'
  | 'content-type'
  | 'broker-unavailable'
  | 'busy'
  | 'rate-limited'
  | 'request-timeout'
  | 'request-headers-too-large'
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
  'request-timeout': { status: 408, title: 'The request came too slowly.' },
  'body-too-large': { status: 413, title: 'The body is too large.' },
  'content-type': { status: 415, title: 'Only uncompressed JSON is taken.' },
  'rate-limited': { status: 429, title: 'The rate limit of this endpoint is reached. Send it again.' },
  'request-headers-too-large': { status: 431, title: 'The headers are too large.' },
  'broker-unavailable': { status: 503, title: 'The event could not be stored. Send it again.' },
  busy: { status: 503, title: 'Too much is being read. Send it again.' },
  internal: { status: 503, title: 'The event could not be stored. Send it again.' },
} as const satisfies Record<Reason, { status: number; title: string }>;

/** Svix only ever lengthens its own delay by it. */
export const isTryAgain = (status: number): boolean => status === 503 || status === 429;

/** The problem document (RFC 9457) of a reason. */
export const problem = (reason: Reason) => ({
  type: 'about:blank',
  status: answers[reason].status,
  title: answers[reason].title,
  reason,
});

export const reasons = Object.keys(answers) as Reason[];

const documents = new Map(reasons.map((reason) => [reason, JSON.stringify(problem(reason))]));

/** The same as text. */
export const problemText = (reason: Reason): string => documents.get(reason) ?? '';
