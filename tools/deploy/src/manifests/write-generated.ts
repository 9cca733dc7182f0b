import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, k8s } from './generated-files.ts';

for (const [file, text] of Object.entries(generatedFiles())) {
  mkdirSync(dirname(join(k8s, file)), { recursive: true });
  writeFileSync(join(k8s, file), text);
  process.stdout.write(`k8s/${file}\n`);
}
