import { migrate, openDatabase, outboxRow } from '../src/index.ts';
import type { Database } from '../src/index.ts';
import { fixture, freshDatabase } from './fresh-database.ts';

export const silent = { warn: () => undefined, error: () => undefined };

/** A database with the tables of this library. */
export const openTables = async (): Promise<Database> => {
  const fresh = await freshDatabase();
  await migrate(fresh.url, fixture);
  const database = openDatabase(fresh.url);
  const close = async () => {
    await database.close();
    await fresh.drop();
  };
  return { ...database, close };
};

/** Inserts a row as an app would, and gives its record's value as text. */
export const insertRow = async ({ pool }: Pick<Database, 'pool'>, key: string, value: string): Promise<string> => {
  const row = outboxRow({ topic: 'a-topic', key, value: Buffer.from(value), headers: { ce_id: value } });
  const sql = 'INSERT INTO outbox (topic, key, value, headers) VALUES ($1, $2, $3, $4)';
  await pool.query(sql, [row.topic, row.key, Buffer.from(row.value), row.headers]);
  return value;
};

export const count = async ({ pool }: Pick<Database, 'pool'>, table: 'outbox' | 'due_work'): Promise<number> =>
  (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n ?? -1;

/** Waits for a condition; the testing library builds on this one, so its `until` cannot be used here. */
export const until = async (check: () => boolean | Promise<boolean>): Promise<void> => {
  const end = Date.now() + 60_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('timed out');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
