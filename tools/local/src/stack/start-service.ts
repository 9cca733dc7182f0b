import { join } from 'node:path';
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { tailOf } from '../tail.ts';
import { localFolder, workspace } from '../workspace.ts';
import { nodeFlags } from './node-flags.ts';

export interface Service extends Child {
  readonly url: string | null;
  readonly managementUrl: string;
}

const READY_MS = 30_000;

interface Ready {
  url: string | null;
  managementUrl: string;
}

const readReady = (line: string): Ready | undefined => {
  if (!line.includes('"event":"ready"')) return undefined;
  const { url, managementUrl } = JSON.parse(line) as Partial<Ready>;
  return managementUrl === undefined ? undefined : { url: url ?? null, managementUrl };
};

/** Starts a built app as a process of its own and waits until it says that it is ready. */
export const startService = async (app: string, env: Readonly<Record<string, string>>): Promise<Service> => {
  const main = join(workspace, 'apps', app, 'dist/main.js');
  const log = join(localFolder, 'logs', `${app}.log`);
  const { promise: ready, resolve } = Promise.withResolvers<Ready>();
  const onLine = (line: string) => {
    const found = readReady(line);
    if (found) resolve(found);
  };
  const child = await startChild(app, process.execPath, [...nodeFlags, main], { log, env, onLine });
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`was not ready within ${READY_MS / 1_000} s`)), READY_MS);
  const ended = child.exited.then((code) =>
    Promise.reject(new Error(`ended with ${code ?? 'a signal'} before it was ready`)),
  );
  ended.catch(() => undefined);
  try {
    return { ...child, ...(await Promise.race([ready, ended, tooLate])) };
  } catch (error) {
    await child.stop();
    throw new Error(`${app} ${(error as Error).message}. Its last lines (${log}):\n${tailOf(log)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
};
