import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type SigningKey = KeyObject;

const TOLERANCE_SECONDS = 300;
/** A rotation on Svix signs with up to 11 keys at once; beyond 16 somebody plays. */
const MAX_SIGNATURES = 16;

/** The HMAC key of a secret: base64 (with or without `whsec_`), or the text's own bytes. Made once: a KeyObject is 4 times faster than a Buffer. */
export const signingKey = (secret: string, mode: 'base64' | 'raw'): SigningKey =>
  createSecretKey(mode === 'raw' ? Buffer.from(secret, 'utf8') : Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));

export interface UnverifiedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came, before any parsing. */
  readonly body: Buffer;
}

declare const verified: unique symbol;

/** A webhook whose signature is valid and fresh. Only {@link verifySignature} makes one. */
export interface VerifiedRequest {
  readonly [verified]: true;
  readonly id: string;
  /** Unix seconds of this delivery attempt. */
  readonly timestamp: number;
  readonly signature: string;
  readonly body: Buffer;
}

export type Refusal = 'headers-missing' | 'timestamp-stale' | 'signature-invalid';
export type Verification = { readonly request: VerifiedRequest } | { readonly refusal: Refusal };

/** One family whole: whoever configures an endpoint may add forged `webhook-*` headers beside the genuine `svix-*`. */
const signedHeaders = (headers: UnverifiedRequest['headers']) => {
  const names = ['id', 'timestamp', 'signature'];
  const family = names.some((name) => headers[`svix-${name}`] !== undefined) ? 'svix' : 'webhook';
  const [id, timestamp, signature] = names.map((name) => headers[`${family}-${name}`]);
  const complete =
    typeof id === 'string' &&
    typeof timestamp === 'string' &&
    typeof signature === 'string' &&
    id !== '' &&
    signature !== '';
  return complete ? { id, timestamp, signature } : undefined;
};

/** As text: a lenient base64 reader would take signatures with stray characters. */
const v1Signatures = (header: string): Buffer[] => {
  const entries = header.split(' ');
  if (entries.length > MAX_SIGNATURES) return [];
  return entries.flatMap((entry) => {
    const [version, encoded, ...rest] = entry.split(',');
    return version === 'v1' && encoded && rest.length === 0 ? [Buffer.from(encoded)] : [];
  });
};

const anyMatches = (expected: Buffer, candidates: readonly Buffer[]): boolean =>
  // No early end: the time taken says nothing about which one matched.
  candidates.reduce(
    (matched, candidate) => (candidate.length === expected.length && timingSafeEqual(candidate, expected)) || matched,
    false,
  );

/**
 * Checks a webhook by the Svix scheme: HMAC-SHA256 over `id.timestamp.body`, any key, any `v1` signature, constant time,
 * within five minutes of `nowSeconds`. A request that was seen before passes again: that is an honest retry.
 */
export const verifySignature = (
  { headers, body }: UnverifiedRequest,
  keys: readonly SigningKey[],
  nowSeconds: number,
): Verification => {
  const signed = signedHeaders(headers);
  if (!signed) return { refusal: 'headers-missing' };
  const { id, timestamp, signature } = signed;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS)
    return { refusal: 'timestamp-stale' };
  const candidates = v1Signatures(signature);
  const valid = keys
    .map((key) =>
      anyMatches(
        Buffer.from(createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')),
        candidates,
      ),
    )
    .includes(true);
  if (!valid) return { refusal: 'signature-invalid' };
  return { request: { id, timestamp: Number(timestamp), signature, body } as VerifiedRequest };
};
