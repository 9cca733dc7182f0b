import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, openSql } from '../src/index.ts';
import type { Database, SqlDatabase } from '../src/index.ts';
import { count, openTables } from './tables.ts';

describe('openSql', () => {
  let database: Database;
  let sql: SqlDatabase;

  beforeAll(async () => {
    database = await openTables();
    sql = openSql(database.pool);
  });
  afterAll(() => database.close());

  const insert = (db: Pick<SqlDatabase, 'run'>, subject: string) =>
    db.run`
      INSERT INTO due_work (organization, kind, subject, due_at, attempt, reason) VALUES ('o', 'k', ${subject}, now(), 1, 'r')`;

  it('makes parameters of what stands in holes, and bigints of int8', async () => {
    const text = "it's '; DROP TABLE due_work; --";
    expect(await sql.rows`SELECT ${text}::text AS text, ${2n ** 60n}::int8 AS big, ${[1, 2]}::int4[] AS list`).toEqual([
      { text, big: 2n ** 60n, list: [1, 2] },
    ]);
  });

  it('commits a transaction, and rolls it back when its work rejects', async () => {
    expect(await sql.transaction((tx) => insert(tx, 'kept'))).toBe(1);
    const failing = sql.transaction(async (tx) => {
      await insert(tx, 'lost');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count(database, 'due_work')).toBe(1);
  });

  it('prepares a statement once per connection', async () => {
    await sql.transaction(async (tx) => {
      for (const value of [1, 2]) await tx.rows`SELECT ${value}::int4 AS once_prepared`;
      const prepared = await tx.rows`
        SELECT 1 FROM pg_prepared_statements WHERE statement LIKE '%AS once_' || 'prepared%'`;
      expect(prepared).toHaveLength(1);
    });
  });

  it('rejects when its connection breaks in a transaction, and takes another one for the next', async () => {
    const one = openDatabase(database.pool.options.connectionString ?? '', { maxConnections: 1 });
    const broken = openSql(one.pool).transaction((tx) => tx.rows`SELECT pg_terminate_backend(pg_backend_pid())`);
    await expect(broken).rejects.toThrow();
    expect(await openSql(one.pool).transaction((tx) => tx.rows`SELECT 1 AS n`)).toEqual([{ n: 1 }]);
    await one.close();
  });
});
