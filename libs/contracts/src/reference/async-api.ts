import { headerNames } from '../headers.ts';
import { eventCatalog } from './event-catalog.ts';
import type { CatalogEvent, CatalogTopic } from './event-catalog.ts';
import { jsonSchemaOf } from './json-schemas.ts';

const text = (description: string) => ({ type: 'string', description });

/** CloudEvents 1.0 in Kafka binary mode; the webhook's own headers stand beside them on session events. */
const headersOf = ({ type }: CatalogEvent) => ({
  type: 'object',
  required: [headerNames.specVersion, headerNames.id, headerNames.source, headerNames.organization, headerNames.type],
  properties: {
    [headerNames.specVersion]: { const: '1.0' },
    [headerNames.id]: text(
      'unique per event; the same event again has the same id, so it is the key to recognise duplicates by',
    ),
    [headerNames.source]: text('who made it: the webhook endpoint, or the service'),
    [headerNames.organization]: text('the Agntix account it belongs to'),
    [headerNames.type]: { const: type },
    [headerNames.subject]: text('the session id, where there is one'),
    [headerNames.time]: { ...text('when it happened'), format: 'date-time' },
    [headerNames.contentType]: text('application/json'),
    [headerNames.traceparent]: text('W3C trace context'),
    [headerNames.replayGroup]: text('set on a replay: every group but this one passes the record over'),
  },
});

const messageOf = (event: CatalogEvent) => ({
  name: event.type,
  title: event.name,
  summary: event.summary,
  contentType: 'application/json',
  headers: headersOf(event),
  ...(event.schema && { payload: { $ref: `#/components/schemas/${event.name}` } }),
});

const channelOf = ({ topic, key, summary, events }: CatalogTopic) => ({
  address: topic.name,
  summary,
  messages: Object.fromEntries(events.map((event) => [event.name, messageOf(event)])),
  bindings: {
    kafka: {
      topic: topic.name,
      topicConfiguration: {
        'retention.ms': topic.retentionDays * 86_400_000,
        'max.message.bytes': topic.maxMessageBytes,
      },
      bindingVersion: '0.5.0',
    },
  },
  'x-key': key,
});

const withoutDialect = ({ $schema: _, ...schema }: Readonly<Record<string, unknown>>) => schema;

/** The AsyncAPI 3 document of all topics that others may read. */
export const asyncApi = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Switchback events',
    version: '1.0.0',
    description: 'What Switchback keeps in Kafka for its own services and for consumers of others.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  channels: Object.fromEntries(eventCatalog.map((entry) => [entry.topic.name, channelOf(entry)])),
  operations: Object.fromEntries(
    eventCatalog.map(({ topic, summary }) => [
      `receive-${topic.name}`,
      { action: 'receive', summary, channel: { $ref: `#/channels/${topic.name}` } },
    ]),
  ),
  components: {
    schemas: Object.fromEntries(
      eventCatalog
        .flatMap(({ events }) => events)
        .flatMap((event) =>
          event.schema ? [[event.name, withoutDialect(jsonSchemaOf({ ...event, schema: event.schema }))]] : [],
        ),
    ),
  },
});
