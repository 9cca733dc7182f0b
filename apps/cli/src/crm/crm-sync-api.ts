import { ConfigError } from '@switchback/config';
import type { Command } from 'commander';
import { readCrmSyncConfig } from './config.ts';

export interface ApiOptions {
  url?: string;
  tokenFile?: string;
}

const TIMEOUT_MS = 60_000;

export const withApiOptions = (command: Command): Command =>
  command
    .option('--url <url>', "crm-sync's API [CRM_SYNC_URL]")
    .option('--token-file <path>', "file with an operator's token [CRM_SYNC_TOKEN_FILE]");

/** Asks crm-sync; a body makes it a POST. @throws ConfigError with what the service says */
export const askCrmSync = async <T>(options: ApiOptions, path: string, body?: unknown): Promise<T> => {
  const { CRM_SYNC_URL: url, CRM_SYNC_TOKEN_FILE: token } = readCrmSyncConfig(options);
  const response = await fetch(new URL(path, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T & { error?: string };
  if (!response.ok)
    throw new ConfigError([`crm-sync answered ${response.status}: ${answer.error ?? 'no reason given'}`]);
  return answer;
};
