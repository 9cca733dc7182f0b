import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../src/index.ts';
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
