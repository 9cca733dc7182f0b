import { table } from '../table.ts';
import { askCrmSync } from './crm-sync-api.ts';
import type { ApiOptions } from './crm-sync-api.ts';

export interface FailedOptions extends ApiOptions {
  connection?: string;
  code?: string;
  task?: string;
  since?: number;
  until?: number;
  json?: boolean;
  dryRun?: boolean;
}

interface FailedEffect {
  connection: string;
  taskId: string;
  effect: string;
  state: string;
  code: string | null;
  attempts: number;
  at: string;
}

const selectionOf = ({ connection, code, task, since, until }: FailedOptions): Record<string, string> => ({
  ...(connection !== undefined && { connection }),
  ...(code !== undefined && { code }),
  ...(task !== undefined && { taskId: task }),
  ...(since !== undefined && { since: new Date(since).toISOString() }),
  ...(until !== undefined && { until: new Date(until).toISOString() }),
});

const print = (effects: readonly FailedEffect[], isJson: boolean): void => {
  if (isJson) {
    for (const effect of effects) process.stdout.write(`${JSON.stringify(effect)}\n`);
    return;
  }
  const rows = effects.map(({ at, connection, taskId, effect, state, code, attempts }) => [
    ...[at, connection, taskId, effect, state, code ?? '', String(attempts)],
  ]);
  const header = ['since', 'connection', 'task', 'effect', 'state', 'code', 'tries'];
  if (rows.length > 0) process.stdout.write(`${table(header, rows)}\n`);
};

/** `switchback crm failed`: what the CRM refused for good, and what may or may not have been written. */
export const failed = async (options: FailedOptions): Promise<void> => {
  const query = new URLSearchParams(selectionOf(options));
  const { effects } = await askCrmSync<{ effects: FailedEffect[] }>(options, `/v1/failed?${query.toString()}`);
  print(effects, options.json ?? false);
  if (options.json !== true) process.stdout.write(`${effects.length} failed or uncertain.\n`);
};

/** `switchback crm retry`: has what was refused tried again. */
export const retry = async (options: FailedOptions): Promise<void> => {
  const { dryRun = false, json = false } = options;
  const body = { ...selectionOf(options), dryRun };
  const { effects } = await askCrmSync<{ effects: FailedEffect[] }>(options, '/v1/retries', body);
  print(effects, json);
  const done = dryRun ? 'would be tried again (dry run)' : 'will be tried again now';
  if (!json) process.stdout.write(`${effects.length} ${done}.\n`);
};
