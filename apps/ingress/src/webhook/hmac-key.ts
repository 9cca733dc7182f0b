import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Bytes of a block of SHA-256. */
const BLOCK_BYTES = 64;
/** To copy a larger body costs about what the object costs that it saves. */
const COPIED_BYTES = 16_384;

/** The key, filled up with zeros to a block, each byte XOR `mask`. */
const masked = (key: Buffer, mask: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES, mask);
  for (const [at, byte] of key.entries()) block[at] = byte ^ mask;
  return block;
};

/**
 * A key of HMAC-SHA256. Small bodies go the way of RFC 2104, by two hashes in one call each: an object of `createHmac`
 * lives outside the heap and has to be found and ended by the collector (docs/adr/0086).
 */
export class HmacKey {
  readonly #key: KeyObject;
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
    const short = key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key;
    this.#inner = masked(short, 0x36);
    this.#outer = masked(short, 0x5c);
  }

  /** Of `head` as UTF-8 and then `body`, in base64. */
  sign(head: string, body: Buffer): string {
    if (body.length > COPIED_BYTES) return createHmac('sha256', this.#key).update(head).update(body).digest('base64');
    const inner = hash('sha256', Buffer.concat([this.#inner, Buffer.from(head), body]), 'buffer');
    return hash('sha256', Buffer.concat([this.#outer, inner]), 'base64');
  }
}
