import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Where Go keeps a module; it is fetched when it is not there. Needs Go, and its module proxy the first time. */
export const moduleFolder = (module: string): string =>
  (
    JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { cwd: tmpdir(), encoding: 'utf8' })) as {
      Dir: string;
    }
  ).Dir;
