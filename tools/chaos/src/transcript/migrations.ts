import { join } from 'node:path';

/** Where transcript's migrations lie. */
export const migrations = join(import.meta.dirname, '../../../../apps/transcript/prisma');
