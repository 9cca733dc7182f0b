import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { switchbackProgram } from '../program.ts';
import { commandReference } from './command-reference.ts';

const page = join(import.meta.dirname, '../../../../docs/operator-commands.md');
writeFileSync(page, commandReference(switchbackProgram()));
process.stdout.write('docs/operator-commands.md is written.\n');
