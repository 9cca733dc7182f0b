import { timingSafeEqual } from 'node:crypto';
import { HmacKey } from './hmac-key.ts';

const TOLERANCE_SECONDS = 300;
/** A rotation on Svix signs with up to 11 keys at once; beyond 16 somebody plays. */
const MAX_SIGNATURES = 16;

/** A shorter key can be guessed, and an empty one is known to everybody. */
const MIN_KEY_BYTES = 8;

const keyBytes = (secret: string, mode: 'base64' | 'raw'): Buffer => {
  if (mode === 'raw') return Buffer.from(secret, 'utf8');
  const encoded = secret.replace(/^whsec_/, '');
  // A lenient reader would skip stray characters and make another key of them.
  return /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
};

/**
 * The HMAC key of a secret: base64 (with or without `whsec_`), or the text's own bytes.
 * @throws when the text is not base64 or the key is shorter than 8 bytes
 */
export const signingKey = (secret: string, mode: 'base64' | 'raw'): HmacKey => {
  const bytes = keyBytes(secret, mode);
  if (bytes.length < MIN_KEY_BYTES) throw new RangeError(`no usable secret in mode ${mode}`);
  return new HmacKey(bytes);
};

/** What the signature is over, less the body; fresh, and not verified yet. */
export interface Signed {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
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
export type Verification =
  /** `key` is the position of the key that signed. */
  { readonly request: VerifiedRequest; readonly key: number } | { readonly refusal: 'signature-invalid' };

type HeaderValue = string | string[] | undefined;
type Headers = Readonly<Record<string, HeaderValue>>;

const families = [
  { id: 'svix-id', timestamp: 'svix-timestamp', signature: 'svix-signature' },
  { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' },
] as const;

const isText = (value: HeaderValue): value is string => typeof value === 'string' && value !== '';

/** One family whole: whoever configures an endpoint may add forged `webhook-*` headers beside the genuine `svix-*`. */
const signedHeaders = (headers: Headers): Signed | undefined => {
  for (const names of families) {
    const { [names.id]: id, [names.timestamp]: timestamp, [names.signature]: signature } = headers;
    if (id === undefined && timestamp === undefined && signature === undefined) continue;
    return isText(id) && isText(timestamp) && isText(signature) ? { id, timestamp, signature } : undefined;
  }
  return undefined;
};

/** HMAC-SHA256 in base64. */
const SIGNATURE_LENGTH = 44;

/** As text: a lenient base64 reader would take signatures with stray characters. */
const v1Signatures = (header: string): Buffer[] => {
  const entries = header.split(' ');
  if (entries.length > MAX_SIGNATURES) return [];
  const candidates: Buffer[] = [];
  for (const entry of entries)
    if (entry.length === 3 + SIGNATURE_LENGTH && entry.startsWith('v1,')) {
      const candidate = Buffer.from(entry.slice(3));
      if (candidate.length === SIGNATURE_LENGTH) candidates.push(candidate);
    }
  return candidates;
};

const anyMatches = (expected: Buffer, candidates: readonly Buffer[]): boolean => {
  let matched = false;
  // No early end: the time taken says nothing about which one matched.
  for (const candidate of candidates) matched = timingSafeEqual(candidate, expected) || matched;
  return matched;
};

/** The signature headers, complete and within five minutes of `nowSeconds`, or why not. Needs no body. */
export const readSigned = (headers: Headers, nowSeconds: number): Signed | 'headers-missing' | 'timestamp-stale' => {
  const signed = signedHeaders(headers);
  if (!signed) return 'headers-missing';
  const fresh =
    /^\d{1,12}$/.test(signed.timestamp) && Math.abs(nowSeconds - Number(signed.timestamp)) <= TOLERANCE_SECONDS;
  return fresh ? signed : 'timestamp-stale';
};

/**
 * Checks a webhook by the Svix scheme: HMAC-SHA256 over `id.timestamp.body`, any key, any `v1` signature, constant time.
 * A request that was seen before passes again: that is an honest retry.
 */
export const verifySignature = (signed: Signed, body: Buffer, keys: readonly HmacKey[]): Verification => {
  const { id, timestamp, signature } = signed;
  const candidates = v1Signatures(signature);
  const matches = keys.map((key) => anyMatches(Buffer.from(key.sign(`${id}.${timestamp}.`, body)), candidates));
  const key = matches.indexOf(true);
  if (key < 0) return { refusal: 'signature-invalid' };
  return { request: { id, timestamp: Number(timestamp), signature, body } as VerifiedRequest, key };
};
