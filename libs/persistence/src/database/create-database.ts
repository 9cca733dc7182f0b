import { Client } from 'pg';

const runAs = async (adminUrl: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Creates the database and gives its URL. Fails when it exists. `adminUrl`'s user needs CREATEDB. */
export const createDatabase = async (adminUrl: string, name: string): Promise<string> => {
  await runAs(adminUrl, `CREATE DATABASE ${quoted(name)}`);
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.toString();
};

/** Drops the database, ending open sessions of it. Does nothing when it does not exist. */
export const dropDatabase = (adminUrl: string, name: string): Promise<void> =>
  runAs(adminUrl, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
