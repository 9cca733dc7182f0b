import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until, withProgress } from '@switchback/local/sample';

/** Where a command runs, and with what. */
export interface Place {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Background {
  /** Resolves with the line that says so; rejects when the command ends before, or when the time is over. */
  says(pattern: RegExp, limitMs: number): Promise<string>;
  /** Whether a line of what it has said so far matches. */
  said(pattern: RegExp): boolean;
  /** SIGINT to all of it, as Ctrl-C does. Rejects when it does not end by itself. */
  interrupt(): Promise<void>;
}

const SHOWN = 60;
const STOP_MS = 40_000;
const running = new Set<number>();

const signal = (pid: number, name: NodeJS.Signals) => {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
};

/** Ends every command that still runs. */
export const killAll = (): void => {
  for (const pid of running) signal(pid, 'SIGKILL');
};

const begin = (line: string, { folder, env }: Place) => {
  const child = spawn('sh', ['-c', line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const pid = child.pid ?? 0;
  running.add(pid);
  let output = '';
  const take = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const exited = once(child, 'close').then(([code]) => {
    running.delete(pid);
    return code as number | null;
  });
  return { pid, exited, output: () => output };
};

const failed = (line: string, why: string, output: string): Error =>
  new Error(`${output.trimEnd().split('\n').slice(-SHOWN).join('\n')}\n\n${line}\n${why}; its last lines are above.`);

/** Runs a command line to its end and gives its output. */
export const runCommand = (line: string, place: Place, limitMs: number): Promise<string> =>
  withProgress(line, async () => {
    const { pid, exited, output } = begin(line, place);
    const limit = { passed: false };
    const timer = setTimeout(() => {
      limit.passed = true;
      signal(pid, 'SIGKILL');
    }, limitMs);
    const code = await exited;
    clearTimeout(timer);
    if (limit.passed) throw failed(line, `took more than ${limitMs / 1_000} s`, output());
    if (code !== 0) throw failed(line, `ended with ${code ?? 'a signal'}`, output());
    return output();
  });

/** Starts a command line that stays up. */
export const startCommand = (line: string, place: Place): Background => {
  const { pid, exited, output } = begin(line, place);
  let ended: number | null | undefined;
  void exited.then((code) => (ended = code));
  const said = (pattern: RegExp) =>
    output()
      .split('\n')
      .find((one) => pattern.test(one));
  return {
    said: (pattern) => said(pattern) !== undefined,
    says: async (pattern, limitMs) => {
      const found = await withProgress(line, () =>
        until(String(pattern), () => Promise.resolve(said(pattern) ?? (ended === undefined ? undefined : '')), limitMs),
      ).catch((error: unknown) => {
        throw failed(line, (error as Error).message, output());
      });
      if (found === '')
        throw failed(line, `ended with ${ended ?? 'a signal'} before it said ${String(pattern)}`, output());
      return found;
    },
    interrupt: async () => {
      signal(pid, 'SIGINT');
      const limit = { passed: false };
      const timer = setTimeout(() => {
        limit.passed = true;
        signal(pid, 'SIGKILL');
      }, STOP_MS);
      await exited;
      clearTimeout(timer);
      if (limit.passed) throw failed(line, `did not end within ${STOP_MS / 1_000} s of Ctrl-C`, output());
    },
  };
};
