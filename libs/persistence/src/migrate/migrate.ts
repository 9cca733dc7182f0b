import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import { Client, Pool } from 'pg';
import { readMigrations } from './read-migrations.ts';
import { withUnrefTimers } from './with-unref-timers.ts';

const LOCK_KEY = 7_717_005;

const applyMigrations = async (url: string, migrationsList: MigrationList): Promise<string[]> => {
  // One connection: the engine's own lock belongs to a session, and a pool would spread its statements over several.
  const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5_000 });
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  try {
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
    const filters = { externalTables: [], externalEnums: [] };
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    engine.free();
    return appliedMigrationNames;
  } finally {
    await pool.end();
  }
};

/**
 * Applies the SQL migrations of `<prismaFolder>/migrations` that the database does not have yet, in name order, and
 * gives their names. Any number of processes may run it at once: a session lock of the database lets one through at a
 * time, and the others then find nothing to do. A migration that fails stops the run and stays marked as failed in
 * `_prisma_migrations`.
 */
export const migrate = async (url: string, prismaFolder: string): Promise<string[]> => {
  const migrations = await readMigrations(prismaFolder);
  const guard = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await guard.connect();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    return await withUnrefTimers(() => applyMigrations(url, migrations));
  } finally {
    await guard.end();
  }
};
