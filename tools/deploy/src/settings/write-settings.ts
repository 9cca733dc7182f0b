import { writeFileSync } from 'node:fs';
import { readSchemas, settingsFile } from './read-schemas.ts';
import { settingsPage } from './settings-page.ts';

writeFileSync(settingsFile, settingsPage(await readSchemas('dist/config.js')));
process.stdout.write('docs/settings.md is written.\n');
