import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { localFolder } from '../workspace.ts';

/** What `.local/stack.json` says of a running stack, for tools and tests. Holds secrets of the sandboxes only. */
export interface Stack {
  /** Of the process that started everything. */
  readonly pid: number;
  readonly services: Readonly<
    Record<string, { readonly url: string | null; readonly managementUrl: string; readonly pid: number }>
  >;
  readonly kafka: { readonly brokers: string };
  readonly databases: Readonly<Record<string, { readonly url: string }>>;
  readonly webhook: { readonly url: string; readonly secret?: string };
  readonly agntix: { readonly url: string; readonly apiKey?: string };
  readonly crm: { readonly kind: string; readonly url: string; readonly token?: string };
}

const file = join(localFolder, 'stack.json');

/** Written last, at once, for this user's eyes only. */
export const writeStack = async (stack: Stack): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
};

export const removeStack = (): Promise<void> => rm(file, { force: true });

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The stack that runs from this folder; a file that was left behind by a killed process does not count. */
export const runningStack = async (): Promise<Stack | undefined> => {
  if (!existsSync(file)) return undefined;
  const stack = JSON.parse(await readFile(file, 'utf8')) as Stack;
  return isRunning(stack.pid) ? stack : undefined;
};
