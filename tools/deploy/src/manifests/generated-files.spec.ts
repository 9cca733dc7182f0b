import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generatedFiles, k8s } from './generated-files.ts';

describe('generated manifests', () => {
  it.each(Object.entries(generatedFiles()))('%s is what its source says (npm run k8s:generate)', (file, text) => {
    expect(readFileSync(join(k8s, file), 'utf8')).toBe(text);
  });
});
