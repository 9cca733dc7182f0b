import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../workspace.ts';

/** What a consumer needs beside the broker, read off its folder. */
export interface ConsumerNeeds {
  readonly database: boolean;
  readonly downstream: boolean;
}

/** @throws Error that says what to do, where there is no such app */
export const readNeeds = (app: string): ConsumerNeeds => {
  const folder = join(workspace, 'apps', app);
  const manifest = join(folder, 'package.json');
  if (!/^[a-z0-9-]+$/.test(app) || !existsSync(manifest))
    throw new Error(`There is no apps/${app}: npx nx g consumer ${app} writes it.`);
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> };
  return {
    database: existsSync(join(folder, 'prisma')),
    downstream: Object.hasOwn(dependencies, '@switchback/outbound'),
  };
};
