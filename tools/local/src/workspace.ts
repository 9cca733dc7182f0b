import { join } from 'node:path';

/** The root of the repository, seen from `tools/local/dist` and `tools/local/src` alike. */
export const workspace = join(import.meta.dirname, '../../..');

/** Local state; removed by `npm run local:reset`. */
export const localFolder = join(workspace, '.local');
