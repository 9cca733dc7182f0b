import { join } from 'node:path';
import { createLogger } from '@switchback/observability';
import { runMigrations } from '@switchback/persistence';
import { readMigrationConfig } from './config.ts';

// `migrate.js` brings the database up to date; `migrate.js wait` waits until something else has done so.
const status = await runMigrations({
  url: readMigrationConfig().DATABASE_URL,
  folder: join(import.meta.dirname, '../prisma'),
  logger: createLogger({ service: 'chat-notifier', level: 'info' }),
  command: process.argv[2],
});
process.exit(status);
