import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { workspace } from './workspace.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, over what stands in `.env` (if there is one). */
export const readEnvironment = (): Environment => {
  const file = join(workspace, '.env');
  return { ...(existsSync(file) && parseEnv(readFileSync(file, 'utf8'))), ...process.env };
};

/** What children need of the environment to find their programs. */
export const inheritedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'JAVA_HOME'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );

/** For a tool that is the developer's own, such as the test runner. */
export const wholeEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env });
