import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { inheritedEnvironment } from './config.ts';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  readonly exited: Promise<number | null>;
  /** SIGTERM, and SIGKILL after 12 s. */
  stop(): Promise<void>;
}

interface ChildOptions {
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

const GRACE_MS = 12_000;

/** Starts a process whose output goes to a file. In a group of its own, so that Ctrl-C reaches only us and we stop it in order. */
export const startChild = async (
  name: string,
  file: string,
  args: readonly string[],
  { log, env = {}, onLine }: ChildOptions,
): Promise<Child> => {
  await mkdir(dirname(log), { recursive: true });
  const out = createWriteStream(log);
  const child = spawn(file, args, {
    env: { ...inheritedEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  await once(child, 'spawn');
  child.stdout.pipe(out);
  child.stderr.pipe(out);
  if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await exited;
    clearTimeout(timer);
  };
  return { name, pid: child.pid ?? 0, log, exited, stop };
};

/** Runs a program to its end and gives its output, both streams together. Rejects when it cannot be started. */
export const runToEnd = async (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> => {
  const child = spawn(file, args, { env: { ...inheritedEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
};
