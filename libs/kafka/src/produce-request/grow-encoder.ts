import { createRequire } from 'node:module';

interface Encoder {
  buf: Buffer;
  readonly offset: number;
  ensureAvailable(length: number): void;
}

/** Below this the driver's doubling is as good. */
const LARGE_BYTES = 16_384;

function ensureAvailable(this: Encoder, length: number): void {
  const needed = this.offset + length;
  if (needed <= this.buf.length) return;
  // An eighth more, so that many small parts after a large one do not copy it each time.
  const size = needed < LARGE_BYTES ? 2 * needed : needed + (needed >> 3);
  // What is beyond `offset` is never sent.
  const grown = Buffer.allocUnsafe(size);
  this.buf.copy(grown, 0, 0, this.offset);
  this.buf = grown;
}

/**
 * kafkajs 2.2.4 copies each request twice into buffers of the next power of two, filled with zeros: four times the bytes of a
 * large webhook, outside V8's heap, where enough of them start a collection of all of it. Safe to call again.
 */
export const growEncoder = (): void => {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/protocol/encoder') as { prototype: Encoder };
  prototype.ensureAvailable = ensureAvailable;
};
