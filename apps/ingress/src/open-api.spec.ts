import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApi } from './open-api.ts';

it('openapi.json is the document that the answers make', () => {
  const file = join(import.meta.dirname, '../openapi.json');
  // To write it anew: node --experimental-strip-types -e "import('./src/open-api.ts').then(({ openApi }) => console.log(JSON.stringify(openApi())))"
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApi())));
});
