import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createDatabase, dropDatabase } from '../src/index.ts';

/** The folder with the tables of this library's README as a migration. */
export const fixture = join(import.meta.dirname, 'migrations-fixture');

/** An empty database. The testing library builds on this one, so it cannot be used here. */
export const freshDatabase = async (): Promise<{ url: string; drop(): Promise<void> }> => {
  const admin = process.env.TEST_DATABASE_URL;
  if (!admin) throw new Error('TEST_DATABASE_URL is not set. Run the tests by `npm test`, or set it yourself.');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  return { url: await createDatabase(admin, name), drop: () => dropDatabase(admin, name) };
};
