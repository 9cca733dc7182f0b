import { readFileSync } from 'node:fs';

// The build's SWC settings, less the rewrite of `.ts` imports: Jest resolves the sources themselves.
const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
delete swc.jsc.rewriteRelativeImportExtensions;
swc.sourceMaps = 'inline';

export default {
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: [new URL('jest.setup.mjs', import.meta.url).pathname],
  testEnvironmentOptions: { customExportConditions: ['switchback:source', 'node', 'node-addons'] },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
};
