import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';

const directoryOf = async (baseDir: string, path: string): Promise<MigrationList['migrationDirectories'][number]> => ({
  path,
  migrationFile: {
    path: 'migration.sql',
    content: { tag: 'ok', value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
  },
});

/** Reads `<prismaFolder>/migrations` in Prisma's folder layout, in name order. Fails when the folder is not there. */
export const readMigrations = async (prismaFolder: string): Promise<MigrationList> => {
  const baseDir = join(prismaFolder, 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.toSorted().map((name) => directoryOf(baseDir, name))),
  };
};
