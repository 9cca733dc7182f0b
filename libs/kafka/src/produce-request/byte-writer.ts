/** A part of a record: text is written as UTF-8. */
export type Part = Buffer | string | null | undefined;

/** Bytes of `value` as a zigzag varint. */
export const sizeOfVarint = (value: number): number => {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let size = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    size += 1;
  }
  return size;
};

/**
 * Up to here a loop is faster than a call into native code, and the length is a varint of one byte. Most names and values
 * of headers are shorter.
 */
const SHORT_TEXT = 63;

/** Bytes of `text` as UTF-8. */
const lengthOfText = (text: string): number => {
  if (text.length > SHORT_TEXT) return Buffer.byteLength(text);
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text);
  return text.length;
};

const lengthOf = (part: Buffer | string): number => (typeof part === 'string' ? lengthOfText(part) : part.length);

/** Bytes of `part` with its length before it, as {@link ByteWriter.part} writes it. */
export const sizeOfPart = (part: Part): number => {
  if (part === null || part === undefined) return 1;
  const length = lengthOf(part);
  return sizeOfVarint(length) + length;
};

/** Writes Kafka's primitive types one after the other into a buffer of `size` bytes, from `at` on. */
export class ByteWriter {
  readonly bytes: Buffer;
  at: number;

  constructor(size: number, at = 0) {
    this.bytes = Buffer.allocUnsafe(size);
    this.at = at;
  }

  int8(value: number): void {
    this.bytes[this.at] = value;
    this.at += 1;
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: number): void {
    this.at = this.bytes.writeBigInt64BE(BigInt(value), this.at);
  }

  /** A zigzag varint. */
  varint(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** A STRING: its length as int16, then its bytes. */
  string(value: string): void {
    this.int16(Buffer.byteLength(value));
    this.at += this.bytes.write(value, this.at);
  }

  /** The length as a varint (-1 for null), then the bytes. */
  part(part: Part): void {
    if (part === null || part === undefined) {
      this.varint(-1);
      return;
    }
    if (typeof part === 'string' && part.length <= SHORT_TEXT && this.#shortAscii(part)) return;
    this.varint(lengthOf(part));
    this.at += typeof part === 'string' ? this.bytes.write(part, this.at) : part.copy(this.bytes, this.at);
  }

  /** False, and nothing is written, when there is more than ASCII in the text. */
  #shortAscii(text: string): boolean {
    const { bytes, at } = this;
    bytes[at] = text.length << 1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[at + 1 + index] = code;
    }
    this.at = at + 1 + text.length;
    return true;
  }
}
