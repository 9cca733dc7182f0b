import type { IHeaders, Message } from 'kafkajs';
import { sizeOfPart, sizeOfVarint } from './byte-writer.ts';
import type { ByteWriter, Part } from './byte-writer.ts';

/** A record whose place and bytes are known. */
export interface SizedRecord {
  readonly offsetDelta: number;
  readonly key: Part;
  readonly value: Part;
  /** Name and value of each header, one after the other. */
  readonly headers: readonly Part[];
  /** Bytes without its own length. */
  readonly size: number;
}

const partsOf = (headers: IHeaders): Part[] => {
  const parts: Part[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) parts.push(name, one);
    else parts.push(name, value);
  }
  return parts;
};

/** The record at `offsetDelta` of its batch, all timestamps of the batch being equal. */
export const sizeRecord = ({ key, value, headers: given }: Message, offsetDelta: number): SizedRecord => {
  const headers = given ? partsOf(given) : [];
  // Attributes and timestamp delta are one byte each.
  let size = 2 + sizeOfVarint(offsetDelta) + sizeOfPart(key) + sizeOfPart(value) + sizeOfVarint(headers.length >> 1);
  for (const part of headers) size += sizeOfPart(part);
  return { offsetDelta, key, value, headers, size };
};

/** Writes the record (format 2, KIP-98) with its size before it. */
export const writeRecord = (to: ByteWriter, { offsetDelta, key, value, headers, size }: SizedRecord): void => {
  to.varint(size);
  to.int8(0);
  to.int8(0);
  to.varint(offsetDelta);
  to.part(key);
  to.part(value);
  to.varint(headers.length >> 1);
  for (const part of headers) to.part(part);
};
