import { createRequire } from 'node:module';

/** As kafkajs's encoders are, and what it takes for one that has been written. */
interface Encoder {
  buf: Buffer;
  offset: number;
  readonly buffer: Buffer;
  /** Bytes of memory that are free before `buf`. */
  room?: number;
}

/** More than the length and the head of a request have; a client's id that is longer makes a copy. */
export const HEAD_ROOM = 128;

/** `bytes` as an encoder that has been written, with {@link HEAD_ROOM} free before them. */
export const withRoom = (bytes: Buffer) => ({
  buf: bytes,
  buffer: bytes,
  offset: bytes.length,
  room: HEAD_ROOM,
  size: () => bytes.length,
});

type WriteEncoder = (this: Encoder, value: Encoder) => Encoder;

const inPlace = (copy: WriteEncoder): WriteEncoder =>
  function writeEncoder(value) {
    const { room = 0 } = value;
    if (room < this.offset) return copy.call(this, value);
    const { buffer, byteOffset, length } = value.buffer;
    const joined = Buffer.from(buffer, byteOffset - this.offset, this.offset + length);
    this.buf.copy(joined, 0, 0, this.offset);
    this.buf = joined;
    this.room = room - this.offset;
    this.offset = joined.length;
    return this;
  };

const replaced = new WeakSet<WriteEncoder>();

/**
 * kafkajs 2.2.4 copies each request behind its head, and then behind its length, each time into a buffer of the next power
 * of two filled with zeros: for a large webhook four times its bytes, outside V8's heap, where enough of them start a
 * collection of all of it. Where there is room before a request, head and length are written there instead. Safe to call
 * again.
 */
export const writeHeadsInPlace = (): void => {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/protocol/encoder') as {
    prototype: { writeEncoder: WriteEncoder };
  };
  if (replaced.has(prototype.writeEncoder)) return;
  prototype.writeEncoder = inPlace(prototype.writeEncoder);
  replaced.add(prototype.writeEncoder);
};
