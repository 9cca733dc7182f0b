import { expect, it } from '@jest/globals';
import { pageSteps } from './page-commands.ts';

it('gives commands without comments and files with their text, in order', () => {
  const page = [
    'Text',
    ...['```sh', '# first', 'npm start      # stays up', 'a --b \\', '  --c', '```'],
    ...['```ts apps/x/y.ts', 'const one = 1; // #1', '', 'two();', '```'],
    ...['```text', 'no command', '```'],
    ...['```sh', 'last', '```'],
  ].join('\n');
  expect(pageSteps(page)).toEqual([
    { command: 'npm start' },
    { command: 'a --b --c' },
    { file: 'apps/x/y.ts', text: 'const one = 1; // #1\n\ntwo();\n' },
    { command: 'last' },
  ]);
});
