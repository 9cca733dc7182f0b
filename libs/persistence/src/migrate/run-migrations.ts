import type { Logger } from '../logger.ts';
import { awaitMigrations } from './await-migrations.ts';
import { migrate } from './migrate.ts';

const WAIT_MS = 600_000;

interface MigrationRun {
  readonly url: string;
  /** The service's `prisma` folder. */
  readonly folder: string;
  readonly logger: Logger & { info: Logger['warn'] };
  /** `wait`: changes nothing, and waits up to ten minutes until something else has brought the database up to date. */
  readonly command: string | undefined;
}

/** What a service's `migrate.js` does: brings its database up to date, or waits for that. Says how it went; gives the exit status. */
export const runMigrations = async ({ url, folder, logger, command }: MigrationRun): Promise<0 | 1> => {
  try {
    if (command === 'wait') {
      await awaitMigrations(url, folder, WAIT_MS);
      logger.info({ event: 'migrations.found' }, 'the database is up to date');
    } else {
      const migrations = await migrate(url, folder);
      logger.info({ event: 'migrated', migrations }, 'the database is up to date');
    }
    return 0;
  } catch (error) {
    logger.error({ event: 'migration.failed', error }, 'the database is not up to date');
    return 1;
  }
};
