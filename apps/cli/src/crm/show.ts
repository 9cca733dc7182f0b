import { table } from '../table.ts';
import { askCrmSync } from './crm-sync-api.ts';
import type { ApiOptions } from './crm-sync-api.ts';

export interface ShowOptions extends ApiOptions {
  connection?: string;
  json?: boolean;
}

type Row = Record<string, string | number | boolean | null>;

interface Story {
  connection: string;
  taskId: string;
  state: string;
  reason: string | null;
  wanted: number;
  applied: number;
  conflicts: string[];
  sessions: Row[];
  facts: Row[];
  effects: Row[];
  waiting: Row[];
}

const part = (title: string, rows: readonly Row[]): string => {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return `\n${title}: none\n`;
  return `\n${title}\n${table(
    names,
    rows.map((row) => names.map((name) => String(row[name] ?? ''))),
  )}\n`;
};

const render = (story: Story): string => {
  const { connection, taskId, state, reason, wanted, applied, conflicts } = story;
  return [
    `task ${taskId} of ${connection}: ${state}${reason === null ? '' : `, ${reason}`}; ${applied} of ${wanted} applied\n`,
    conflicts.length === 0 ? '' : `changed by a person: ${conflicts.join(', ')}\n`,
    part('sessions', story.sessions),
    part('events', story.facts),
    part('effects', story.effects),
    part('waiting', story.waiting),
  ].join('');
};

/** `switchback crm show`: a task's sessions and how they were matched, its events, effects, conflicts and what waits. */
export const show = async (taskId: string, options: ShowOptions): Promise<void> => {
  const query = options.connection === undefined ? '' : `?connection=${encodeURIComponent(options.connection)}`;
  const path = `/v1/tasks/${encodeURIComponent(taskId)}${query}`;
  const { tasks } = await askCrmSync<{ tasks: Story[] }>(options, path);
  for (const story of tasks) process.stdout.write(options.json === true ? `${JSON.stringify(story)}\n` : render(story));
};
