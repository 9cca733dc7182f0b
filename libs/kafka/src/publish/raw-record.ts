import type { IHeaders } from 'kafkajs';

/** A record with headers as bytes, for copies that must stay byte-exact. */
export interface RawRecord {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

/** Of text, which is short and nearly always ASCII, the characters: to count its bytes would cost more than it tells. */
const bytes = (part: Buffer | string | null | undefined): number => part?.length ?? 0;

/** About what the record takes in a produce request and in memory. */
export const sizeOf = ({ key, value, headers }: RawRecord): number => {
  let size = 64 + bytes(key) + bytes(value);
  for (const name in headers) {
    const given = headers[name];
    size += name.length + 4;
    if (Array.isArray(given)) for (const one of given) size += bytes(one);
    else size += bytes(given);
  }
  return size;
};
