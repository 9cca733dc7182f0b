import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allTopics } from '@switchback/contracts';
import { connectKafka, createTopics } from '@switchback/kafka';
import { Client } from 'pg';
import { runToEnd } from '../child.ts';
import { localFolder, workspace } from '../workspace.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Topics as the contracts say, for one broker. */
export const prepareTopics = async (brokers: string): Promise<void> => {
  const kafka = connectKafka({ brokers: brokers.split(','), clientId: 'local', topicPrefix: '', logger: silent });
  await createTopics(kafka, allTopics(), { partitions: 12, replicationFactor: 1, minInsyncReplicas: 1 });
};

const createDatabase = async (adminUrl: string, name: string): Promise<string> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
};

/** A database for the app, migrated by the app's own command. */
export const prepareDatabase = async (adminUrl: string, app: string): Promise<string> => {
  const url = await createDatabase(adminUrl, `switchback_${app.replaceAll('-', '_')}`);
  const { code, output } = await runToEnd(process.execPath, [join(workspace, 'apps', app, 'dist/migrate.js')], {
    DATABASE_URL: url,
  });
  if (code !== 0) throw new Error(`The database of ${app} could not be migrated:\n${output}`);
  return url;
};

/** Writes what a service reads from a file, for this user only; gives the path. */
export const writeSecret = async (name: string, text: string): Promise<string> => {
  const folder = join(localFolder, 'secrets');
  await mkdir(localFolder, { recursive: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
};
