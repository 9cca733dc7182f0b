import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags } from '@switchback/local/node-flags';
import type { LoadPlan, LoadResult } from './load.ts';

export interface Target {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const end = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};

/** A server of this folder in a process of its own, which says its port. */
export const startServer = async (name: string, args: readonly string[]): Promise<Target> => {
  const child = fork(join(import.meta.dirname, `${name}.js`), args, { execArgv: [...nodeFlags] });
  const [port] = (await once(child, 'message')) as [number];
  return { port, pid: child.pid ?? 0, stop: () => end(child) };
};

/** The load generator: stays up between runs, so that its own warm-up is over once. */
export const startLoad = () => {
  const child = fork(join(import.meta.dirname, 'load.js'), []);
  const ended = new AbortController();
  child.once('exit', () => ended.abort(new Error('the load generator ended')));
  return {
    run: async (plan: LoadPlan): Promise<LoadResult> => {
      const answer = once(child, 'message', { signal: ended.signal });
      child.send(plan);
      const [result] = (await answer) as [LoadResult];
      return result;
    },
    stop: () => end(child),
  };
};
export type Load = ReturnType<typeof startLoad>;

export const TICKS_PER_SECOND = 100;

/** CPU seconds that a process has used, all its threads. */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/** Resident memory in MB. */
export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_000;

/** Ticks in which this machine had work and its host ran somebody else's (steal, proc_stat(5)); none on bare metal. */
export const stolenTicks = (): number => Number(readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/ +/)[8]);
