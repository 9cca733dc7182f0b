import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles, k8s } from './generated-files.ts';

for (const [file, text] of Object.entries(generatedFiles())) {
  writeFileSync(join(k8s, file), text);
  process.stdout.write(`k8s/${file}\n`);
}
