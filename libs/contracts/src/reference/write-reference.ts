import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceFiles } from './reference-files.ts';

const folder = join(import.meta.dirname, '../../../../docs/events');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, content] of referenceFiles()) writeFileSync(join(folder, name), content);
process.stdout.write(`docs/events is written: ${referenceFiles().size} files.\n`);
