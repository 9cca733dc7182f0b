import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCatalog } from './build-catalog.ts';

// Needs Go and its module proxy; the result is kept, so that the tests need neither.
const folderOf = (module: string): string =>
  (
    JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { cwd: tmpdir(), encoding: 'utf8' })) as {
      Dir: string;
    }
  ).Dir;

const file = join(import.meta.dirname, '../../schemas/catalog.json');
writeFileSync(file, `${JSON.stringify(buildCatalog(folderOf), null, 1)}\n`);
process.stdout.write(`${file}\n`);
