import { readFile } from 'node:fs/promises';
import type { OauthbearerProviderResponse } from 'kafkajs';

const TIMEOUT_MS = 10_000;
/** A token is asked for again this long before it ends. */
const EARLY_MS = 30_000;

export type TokenProvider = () => Promise<OauthbearerProviderResponse>;

export const tokenFromFile =
  (path: string): TokenProvider =>
  async () => ({ value: (await readFile(path, 'utf8')).trim() });

interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

/** OAuth 2 client credentials; the token is kept until shortly before its end. Errors never quote the answer. */
export const tokenFromEndpoint = ({ tokenUrl, clientId, clientSecret, scope }: ClientCredentials): TokenProvider => {
  let kept: { value: string; until: number } | undefined;
  return async () => {
    if (kept && Date.now() < kept.until) return { value: kept.value };
    const encoded = [clientId, clientSecret].map((part) => encodeURIComponent(part)).join(':');
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(encoded).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`the token endpoint answered ${answer.status}`);
    const { access_token: value, expires_in: seconds } = (await answer.json()) as Record<string, unknown>;
    if (typeof value !== 'string' || value === '') throw new Error('the token endpoint gave no access_token');
    kept = { value, until: Date.now() + (typeof seconds === 'number' ? seconds * 1_000 : 0) - EARLY_MS };
    return { value };
  };
};
