import { join } from 'node:path';
import { createLogger } from '@switchback/observability';
import { migrate } from '@switchback/persistence';
import { readMigrationConfig } from './config.ts';

const { DATABASE_URL } = readMigrationConfig();
const logger = createLogger({ service: 'warehouse-sink', level: 'info' });
try {
  const migrations = await migrate(DATABASE_URL, join(import.meta.dirname, '../prisma'));
  logger.info({ event: 'migrated', migrations }, 'the database is up to date');
  process.exit(0);
} catch (error) {
  logger.error({ event: 'migration.failed', error }, 'the database was not migrated');
  process.exit(1);
}
