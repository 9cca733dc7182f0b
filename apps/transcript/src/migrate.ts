import { join } from 'node:path';
import { createLogger } from '@switchback/observability';
import { awaitMigrations, migrate } from '@switchback/persistence';
import { readMigrationConfig } from './config.ts';

// `migrate.js` brings the database up to date; `migrate.js wait` waits until something else has done so.
const WAIT_MS = 600_000;
const { DATABASE_URL } = readMigrationConfig();
const logger = createLogger({ service: 'transcript', level: 'info' });
const folder = join(import.meta.dirname, '../prisma');
try {
  if (process.argv[2] === 'wait') {
    await awaitMigrations(DATABASE_URL, folder, WAIT_MS);
    logger.info({ event: 'migrations.found' }, 'the database is up to date');
  } else {
    const migrations = await migrate(DATABASE_URL, folder);
    logger.info({ event: 'migrated', migrations }, 'the database is up to date');
  }
  process.exit(0);
} catch (error) {
  logger.error({ event: 'migration.failed', error }, 'the database is not up to date');
  process.exit(1);
}
