import { previewEvents, readEvent } from '@switchback/crm-mapping';
import type { MappingFile, Preview, SeenEvent } from '@switchback/crm-mapping';
import { ConfigError } from '@switchback/config';
import { readMapping, readText } from './validate.ts';

export interface PreviewOptions {
  readonly event: readonly string[];
  readonly organization?: string;
  readonly json?: boolean;
}

const organizationFor = ({ organizations }: MappingFile, given: string | undefined): string => {
  if (given !== undefined) return given;
  const [only, ...others] = organizations;
  if (!only || others.length > 0)
    throw new ConfigError(['the file has several organizations: name one (--organization)']);
  return only.name;
};

const render = (preview: Preview): string => {
  if (!('fields' in preview))
    return `session ${preview.sessionId} of ${preview.organization}: nothing is written, ${preview.unmatchedReason}\n`;
  const { connection, taskId, matchedBy, fields } = preview;
  const width = Math.max(...fields.map(({ field }) => field.length));
  const line = ({ field, value }: (typeof fields)[number]) =>
    `    ${field.padEnd(width)}  ${value.replaceAll('\n', `\n    ${' '.repeat(width)}  `)}\n`;
  const records = [...Map.groupBy(fields, ({ record }) => record)];
  const blocks = records.map(([record, own]) => `  ${record}\n${own.map(line).join('')}`);
  return `task ${taskId} of ${connection} (${matchedBy})\n${blocks.join('')}`;
};

/** `switchback crm preview`: what recorded events would write into a task that is open and that nobody has edited. */
export const preview = (path: string, { event: paths, organization, json = false }: PreviewOptions): void => {
  const file = readMapping(path);
  if (!file) return;
  const events = paths.map((at): SeenEvent => {
    const event = readEvent(readText(at), organizationFor(file, organization));
    if (!event) throw new ConfigError([`${at} is no webhook's body and no enriched event`]);
    return event;
  });
  for (const one of previewEvents(events, file)) process.stdout.write(json ? `${JSON.stringify(one)}\n` : render(one));
};
