import type { IHeaders, Message } from 'kafkajs';
import { sizeOfPart, sizeOfVarint } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';

type Value = Buffer | string | undefined;

const eachHeader = (headers: IHeaders, visit: (name: string, value: Value) => void): void => {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) visit(name, one);
    else visit(name, value);
  }
};

const none: IHeaders = {};

/** Bytes of a record without its own length, at `offsetDelta` of its batch, all timestamps of the batch being equal. */
export const sizeOfRecord = ({ key, value, headers = none }: Message, offsetDelta: number): number => {
  let count = 0;
  // Attributes and timestamp delta are one byte each.
  let size = 2 + sizeOfVarint(offsetDelta) + sizeOfPart(key) + sizeOfPart(value);
  eachHeader(headers, (name, given) => {
    count += 1;
    size += sizeOfPart(name) + sizeOfPart(given);
  });
  return size + sizeOfVarint(count);
};

/** Writes the record (format 2, KIP-98) with `size` of {@link sizeOfRecord} before it. */
export const writeRecord = (
  to: ByteWriter,
  { key, value, headers = none }: Message,
  { offsetDelta, size }: { offsetDelta: number; size: number },
): void => {
  to.varint(size);
  to.int8(0);
  to.int8(0);
  to.varint(offsetDelta);
  to.part(key);
  to.part(value);
  let count = 0;
  eachHeader(headers, () => {
    count += 1;
  });
  to.varint(count);
  eachHeader(headers, (name, given) => {
    to.part(name);
    to.part(given);
  });
};
