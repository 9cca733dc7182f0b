import { randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase, migrate } from '@switchback/persistence';
import { testServices } from './services.ts';

/** A database of its own, migrated from `prismaFolder` when one is given. `drop` removes it, open sessions included. */
export const freshDatabase = async (prismaFolder?: string): Promise<{ url: string; drop(): Promise<void> }> => {
  const { databaseUrl } = testServices();
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const url = await createDatabase(databaseUrl, name);
  if (prismaFolder) await migrate(url, prismaFolder);
  return { url, drop: () => dropDatabase(databaseUrl, name) };
};
