import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf } from '@switchback/failure';
import { openDatabase, probedDatabaseFailure } from '../src/index.ts';
import type { Database } from '../src/index.ts';
import { freshDatabase } from './fresh-database.ts';

describe('probedDatabaseFailure', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let database: Database;
  beforeEach(async () => {
    fresh = await freshDatabase();
    database = openDatabase(fresh.url, { maxConnections: 1, connectTimeoutMs: 3_000 });
  });
  afterEach(async () => {
    await database.close();
    await fresh.drop();
  });
  const codeAfter = async (error: unknown) => codeOf(await probedDatabaseFailure(database.pool, error));

  it('leaves an error alone while the database answers', async () => {
    expect(await codeAfter(new TypeError('x'))).toBe('UNEXPECTED');
  });

  it('reads an error as the database being away when no connection can be had', async () => {
    const held = await database.pool.connect();
    const error: unknown = await database.pool.query('SELECT 1').catch((thrown: unknown) => thrown);
    expect(await codeAfter(error)).toBe('DATABASE_UNAVAILABLE');
    held.release();
    expect(await codeAfter(error)).toBe('UNEXPECTED');
  });

  it('goes on with a new connection after the server ended the old one', async () => {
    const { rows } = await database.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const other = openDatabase(fresh.url);
    await other.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await other.close();
    await expect(codeAfter(new Error('ended'))).resolves.toMatch(/UNEXPECTED|DATABASE_UNAVAILABLE/);
    await expect(database.pool.query('SELECT 1')).resolves.toBeDefined();
  });
});
