import { asyncApi } from './async-api.ts';
import { eventCatalog } from './event-catalog.ts';
import type { CatalogTopic } from './event-catalog.ts';
import { jsonSchemas } from './json-schemas.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const topicLines = ({ topic, key, writtenBy, summary, events }: CatalogTopic): string[] => [
  `## ${topic.name}`,
  '',
  `${summary} Written by ${writtenBy}; the key is ${key}. Kept for ${topic.retentionDays} days.`,
  '',
  ...events.map(({ name, type, summary: what, schema }) =>
    schema ? `- \`${type}\` ([schema](${name}.schema.json)): ${what}` : `- \`${type}\`: ${what}`,
  ),
  '',
];

const page = (): string =>
  [
    '# Events',
    '',
    'Made from `libs/contracts` by `npm run docs:events`; do not edit. [asyncapi.json](asyncapi.json) is the same for machines.',
    'What may change within a version: [compatibility](../event-compatibility.md).',
    '',
    ...eventCatalog.flatMap(topicLines),
  ].join('\n');

/** Every file of `docs/events`, by name: what stands there must be equal to it. */
export const referenceFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ['README.md', page()],
    ['asyncapi.json', json(asyncApi())],
    ...[...jsonSchemas()].map(([name, schema]) => [`${name}.schema.json`, json(schema)] as const),
  ]);
