import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { readMigrations } from './read-migrations.ts';

const ASK_EVERY_MS = 500;
const UNDEFINED_TABLE = '42P01';

const applied = async (url: string): Promise<Set<string>> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while nothing is asked is heard by the next question.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) return new Set();
    throw error;
  } finally {
    await client.end();
  }
};

/**
 * Resolves once the database has every migration of `<prismaFolder>/migrations`; it may have later ones, too. Only reads.
 * A database that is away is waited for like one that is behind.
 * @throws Error with what is missing (or why nobody knows) when the time is over
 */
export const awaitMigrations = async (url: string, prismaFolder: string, timeoutMs: number): Promise<void> => {
  const { migrationDirectories } = await readMigrations(prismaFolder);
  const end = Date.now() + timeoutMs;
  for (;;) {
    const state = await applied(url).catch((error: unknown) => error);
    const missing = migrationDirectories.filter(({ path }) => !(state instanceof Set && state.has(path)));
    if (missing.length === 0) return;
    if (Date.now() >= end)
      throw new Error(`the database has not got ${missing.map(({ path }) => path).join(', ')}`, {
        cause: state instanceof Set ? undefined : state,
      });
    await sleep(ASK_EVERY_MS);
  }
};
