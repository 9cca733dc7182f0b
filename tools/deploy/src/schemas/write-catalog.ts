import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCatalog } from './build-catalog.ts';
import { moduleFolder } from './module-folder.ts';

// The result is kept, so that the tests need neither Go nor its module proxy.
const file = join(import.meta.dirname, '../../schemas/catalog.json');
writeFileSync(file, `${JSON.stringify(buildCatalog(moduleFolder), null, 1)}\n`);
process.stdout.write(`${file}\n`);
