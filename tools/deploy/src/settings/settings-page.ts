import { kafkaEnvironment } from '@switchback/kafka';
import { settingsOf } from './setting.ts';
import type { Setting } from './setting.ts';
import type { z } from 'zod';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const standard = ({ needed, standard: value }: Setting): string =>
  needed ? '**needed**' : value === undefined ? '' : value === '' ? 'empty' : `\`${value}\``;

/** A table in Markdown as prettier leaves it. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};

const rowOf = (setting: Setting, prefix = ''): string[] => [
  `\`${prefix}${setting.name}\``,
  standard(setting),
  cell(setting.what),
];
const rowsOf = (setting: Setting, prefix = ''): string[][] => [
  rowOf(setting, prefix),
  ...setting.fields.flatMap((field) => rowsOf(field, `${prefix}${setting.name}.`)),
];
const settingsTable = (settings: readonly Setting[]): string =>
  table(
    ['setting', 'default', 'what'],
    settings.flatMap((setting) => rowsOf(setting)),
  );

const head = `# Settings

Written by \`npm run docs:settings\` from what each app declares in its \`src/config.ts\`; \`npm test\` says when it is stale.

Settings are environment variables, read once at the start. An app lists every fault at once, with the setting and the fix and without
any value, and does not start. An empty variable counts as missing. \`<SETTING>_FILE\` names a file with the value instead, so that a secret
need not stand in the environment. A setting with fields below it (\`SETTING.field\`) is one JSON document.
`;

/** `docs/settings.md`; what every app that talks to Kafka has in common stands once. */
export const settingsPage = (schemas: Readonly<Record<string, z.ZodObject>>): string => {
  const common = new Set(Object.keys(kafkaEnvironment));
  const declared = Object.entries(schemas).map(([app, schema]) => [app, settingsOf(schema)] as const);
  const shared = declared.flatMap(([, settings]) => settings).filter(({ name }) => common.has(name));
  const once = [...new Map(shared.map((setting) => [setting.name, setting])).values()];
  const sections = declared.map(([app, settings]) => {
    const own = settings.filter(({ name }) => !common.has(name));
    const more = own.length < settings.length ? '\n\nAnd [TLS and SASL](#tls-and-sasl).' : '';
    return `## ${app}\n\n${settingsTable(own)}${more}\n`;
  });
  return [head, ...sections, `## TLS and SASL\n\n${settingsTable(once)}\n`].join('\n');
};
