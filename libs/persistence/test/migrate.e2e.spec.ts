import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../src/index.ts';
import { awaitMigrations } from '../src/migrate/await-migrations.ts';
import { fixture as folder, freshDatabase } from './fresh-database.ts';

const names = ['20260101000000_first', '20260102000000_second'];

describe('migrate', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  it('applies what is missing in name order and gives the names; again it has nothing to do', async () => {
    await expect(migrate(database.url, folder)).resolves.toEqual(names);
    await expect(migrate(database.url, folder)).resolves.toEqual([]);
  });

  it('lets concurrent runs apply each migration once', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, folder)));
    expect(runs.flat()).toEqual(names);
    const client = new Client(database.url);
    await client.connect();
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM _prisma_migrations');
    await client.end();
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('fails where there is no migrations folder', async () => {
    await expect(migrate(database.url, join(folder, 'migrations'))).rejects.toThrow(/ENOENT/);
  });
});

describe('awaitMigrations', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  it('waits for an empty database to be migrated, and changes nothing itself', async () => {
    const ends: string[] = [];
    const waiting = awaitMigrations(database.url, folder, 20_000).then(() => ends.push('waited'));
    await expect(awaitMigrations(database.url, folder, 1)).rejects.toThrow(names.join(', '));
    ends.push('migrated');
    await migrate(database.url, folder);
    await waiting;
    expect(ends).toEqual(['migrated', 'waited']);
  });

  it('does not take a migration that failed for one that is there', async () => {
    await migrate(database.url, folder);
    const client = new Client(database.url);
    await client.connect();
    await client.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [names[1]]);
    await client.end();
    await expect(awaitMigrations(database.url, folder, 1)).rejects.toThrow(`has not got ${names[1]!}`);
  });

  it('waits for a database that is away, and says why in the end', async () => {
    await expect(awaitMigrations('postgresql://127.0.0.1:9/none', folder, 1)).rejects.toMatchObject({
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    });
  });
});
