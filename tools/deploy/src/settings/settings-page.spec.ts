import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readSchemas, settingsFile } from './read-schemas.ts';
import { settingsOf } from './setting.ts';
import { settingsPage } from './settings-page.ts';

describe('the page of settings', () => {
  it('is what the apps declare (else: npm run docs:settings)', async () => {
    expect(readFileSync(settingsFile, 'utf8')).toBe(settingsPage(await readSchemas('src/config.ts')));
  });

  it('says of every setting what to set', async () => {
    const declared = Object.entries(await readSchemas('src/config.ts')).map(
      ([app, schema]) => [app, settingsOf(schema)] as const,
    );
    expect(
      declared.flatMap(([app, settings]) =>
        settings.filter(({ what }) => what === '').map(({ name }) => `${app} ${name}`),
      ),
    ).toEqual([]);
  });

  it('tells what is needed from what has a default, and shows the fields of a document', () => {
    const schema = z.object({
      NEEDED: z.string().describe('a | b'),
      OPTIONAL: z.string().describe('said inside').optional(),
      LIMIT: z.coerce.number().default(5).describe('a number'),
      LIST: z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(
          z.array(
            z.strictObject({
              name: z.string(),
              share: z.number().default(0.5).describe('of all'),
              kind: z.enum(['a', 'b']).default('a'),
            }),
          ),
        )
        .describe('a list'),
    });
    expect(
      settingsPage({ app: schema })
        .split('\n')
        .filter((line) => line.startsWith('| `')),
    ).toEqual([
      '| `NEEDED`     | **needed** | a \\| b      |',
      '| `OPTIONAL`   |            | said inside |',
      '| `LIMIT`      | `5`        | a number    |',
      '| `LIST`       | **needed** | a list      |',
      '| `LIST.name`  | **needed** |             |',
      '| `LIST.share` | `0.5`      | of all      |',
      '| `LIST.kind`  | `a`        | a, b        |',
    ]);
  });
});
