import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may call the API, and for whom. */
export interface Caller {
  readonly name: string;
  readonly organizations: readonly string[];
  /** May see, retry, rematch and erase, beside registering attempts. */
  readonly operator: boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Finds who a bearer token belongs to; compares digests in constant time, with every token. */
export const callerFinder = (tokens: readonly (Caller & { readonly tokenFile: string })[]) => {
  const known = tokens.map(({ tokenFile: token, ...caller }) => ({ caller, digest: digest(token) }));
  return (authorization: string | undefined): Caller | undefined => {
    const given = digest(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    let found: Caller | undefined;
    for (const one of known) if (timingSafeEqual(one.digest, given)) found = one.caller;
    return found;
  };
};
