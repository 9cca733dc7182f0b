import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { collectLines, parseReadyLine } from './process-output.ts';
import { until } from './until.ts';

/** A consumer whose predecessor was killed joins only after the group's session timeout of 30 s. */
const READY_MS = 60_000;
const workspace = join(import.meta.dirname, '../../..');

export interface RunningApp {
  /** Where it serves HTTP; empty for an app without. */
  readonly url: string;
  readonly managementUrl: string;
  readonly pid: number;
  /** Lines of standard output and standard error so far. */
  logs(): string[];
  /** Sends the signal (SIGTERM) and waits for the exit code; null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** SIGKILL, awaited. */
  kill(): Promise<void>;
}

const builtScript = (app: string, entry = 'main.js') => join(workspace, 'apps', app, 'dist', entry);

const launch = (app: string, env: Record<string, string>, script: string, command: readonly string[]): ChildProcess => {
  if (!existsSync(script)) throw new Error(`${app} is not built: run \`npx nx build ${app}\``);
  // Only what the test gives: a developer's own settings must not leak into a test.
  return spawn(process.execPath, command, { cwd: workspace, env: { PATH: process.env.PATH, ...env } });
};

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

/**
 * Starts a built app, or another script, as its own process, with the given environment and flags of Node only, and waits
 * until it says that it is ready.
 */
export const startApp = async (
  app: string,
  env: Record<string, string>,
  script = builtScript(app),
  flags: readonly string[] = [],
): Promise<RunningApp> => {
  const child = launch(app, { PORT: '0', MANAGEMENT_PORT: '0', HOST: '127.0.0.1', ...env }, script, [...flags, script]);
  const { stdout, stderr, pid } = child;
  if (!stdout || !stderr || pid === undefined) throw new Error(`${app} could not be started`);
  let ready: ReturnType<typeof parseReadyLine>;
  const lines = collectLines(stdout, (line) => (ready ??= parseReadyLine(line)));
  const errors = collectLines(stderr);
  const logs = () => [...lines, ...errors];
  try {
    await until(`${app} to be ready`, () => ready ?? child.exitCode !== null, READY_MS);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  if (!ready)
    throw new Error(
      `${app} ended with ${child.exitCode ?? 'a signal'} before it was ready:\n${logs().slice(-20).join('\n')}`,
    );
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exitOf(child);
  };
  return {
    url: ready.url ?? '',
    managementUrl: ready.managementUrl,
    pid,
    logs,
    stop: (signal = 'SIGTERM') => end(signal),
    kill: async () => {
      await end('SIGKILL');
    },
  };
};

/** Runs a built app, or another entry of it, to its end and gives what it printed. */
export const runApp = async (
  app: string,
  env: Record<string, string>,
  { args = [], entry }: { args?: readonly string[]; entry?: string } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> => {
  const script = builtScript(app, entry);
  const child = launch(app, env, script, [script, ...args]);
  const read = async (stream: NodeJS.ReadableStream | null) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  };
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: await exitOf(child), stdout, stderr };
};
