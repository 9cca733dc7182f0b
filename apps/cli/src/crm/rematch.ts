import { InvalidArgumentError } from 'commander';
import { askCrmSync } from './crm-sync-api.ts';
import type { ApiOptions } from './crm-sync-api.ts';

export interface RematchOptions extends ApiOptions {
  organization?: string;
  maxAge: number;
  dryRun?: boolean;
}

interface Rematched {
  looked: number;
  matched: { organization: string; sessionId: string; connection: string; taskId: string }[];
}

const hoursPer = { h: 1, d: 24 } as const;

/** `90d` or `12h`, in hours. */
export const parseAge = (text: string): number => {
  const [, count, unit] = /^(\d+)([hd])$/.exec(text) ?? [];
  if (count === undefined || (unit !== 'h' && unit !== 'd'))
    throw new InvalidArgumentError('expected hours or days, like 12h or 14d');
  return Number(count) * hoursPer[unit];
};

/** `switchback crm rematch`: looks at unmatched sessions again, with the mapping of today. */
export const rematch = async ({ organization, maxAge, dryRun = false, ...options }: RematchOptions): Promise<void> => {
  const body = { dryRun, maxAgeHours: maxAge, ...(organization !== undefined && { organization }) };
  const { looked, matched } = await askCrmSync<Rematched>(options, '/v1/rematches', body);
  for (const one of matched)
    process.stdout.write(`${one.organization}  ${one.sessionId}  task ${one.taskId} of ${one.connection}\n`);
  const done = dryRun ? 'would be looked for in the CRM (dry run)' : 'are looked for in the CRM';
  process.stdout.write(`${looked} unmatched; the tasks of ${matched.length} ${done}.\n`);
};
