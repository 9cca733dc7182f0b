import { createHash, timingSafeEqual } from 'node:crypto';

export interface Reader {
  readonly consumer: string;
  readonly organizations: readonly string[];
  /** May erase and see what waits, beside reading. */
  readonly operator: boolean;
}

export interface ReaderToken extends Reader {
  readonly token: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Finds who a bearer token belongs to; compares digests in constant time, with every token. */
export const readerFinder = (tokens: readonly ReaderToken[]) => {
  const known = tokens.map(({ token, ...reader }) => ({ reader, digest: digest(token) }));
  return (authorization: string | undefined): Reader | undefined => {
    const given = digest(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    let found: Reader | undefined;
    for (const one of known) if (timingSafeEqual(one.digest, given)) found = one.reader;
    return found;
  };
};
