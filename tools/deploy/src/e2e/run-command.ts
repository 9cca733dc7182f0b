import { spawn } from 'node:child_process';
import { workspace } from '@switchback/local/sample';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program from the root of the repository to its end, whatever the end is. A program that hangs is killed. */
export const attempt = (file: string, args: readonly string[], timeoutMs = 120_000): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: workspace, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    const parts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (parts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (parts.stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, ...parts }));
  });

/** @throws Error with the last lines of what the program said, when it fails */
export const runCommand = async (file: string, args: readonly string[], timeoutMs?: number): Promise<string> => {
  const { code, stdout, stderr } = await attempt(file, args, timeoutMs);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n');
  throw new Error(`${file} ${args.slice(0, 6).join(' ')} ended with ${code}:\n${said}`);
};
