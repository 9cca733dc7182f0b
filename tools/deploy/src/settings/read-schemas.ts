import { join } from 'node:path';
import { z } from 'zod';

const workspace = join(import.meta.dirname, '../../../..');
const apps = ['ingress', 'transcript', 'crm-sync', 'cli', 'agntix-sandbox', 'crm-sandbox'];

/** What each app declares, from its sources or from what was built of them. Generated consumers have no part in the page: they may come and go without it. */
export const readSchemas = async (file: 'src/config.ts' | 'dist/config.js'): Promise<Record<string, z.ZodObject>> =>
  Object.fromEntries(
    await Promise.all(
      apps.map(async (app) => {
        const { schema } = (await import(join(workspace, 'apps', app, file))) as { schema: unknown };
        if (!(schema instanceof z.ZodObject)) throw new Error(`apps/${app}/${file} exports no schema.`);
        return [app, schema] as const;
      }),
    ),
  );

/** The page's place. */
export const settingsFile = join(workspace, 'docs/settings.md');
