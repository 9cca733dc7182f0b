import type { z } from 'zod';
import { eventTypes } from '../headers.ts';
import { sessionEnrichedSchema } from '../session-enriched.v1.ts';
import { sessionEventSchema } from '../session-event.ts';
import { taskSyncedV1 } from '../task-synced.v1.ts';
import { topics } from '../topics.ts';
import type { TopicSpec } from '../topics.ts';

export interface CatalogEvent {
  /** Names the message and its schema file. */
  readonly name: string;
  /** `ce_type`. */
  readonly type: string;
  readonly summary: string;
  /** Absent where the value is whatever bytes came. */
  readonly schema?: z.ZodType;
}

export interface CatalogTopic {
  readonly topic: TopicSpec;
  readonly key: string;
  readonly writtenBy: string;
  readonly summary: string;
  readonly events: readonly CatalogEvent[];
}

/** Every topic that others may read, and what is in it: the source of the event reference. */
export const eventCatalog: readonly CatalogTopic[] = [
  {
    topic: topics.sessionEvents,
    key: 'the session id; the webhook id where there is none',
    writtenBy: 'ingress',
    summary:
      'Every verified webhook, byte for byte as the vendor signed it. Types the vendor adds later come here too.',
    events: [
      {
        name: 'session-created',
        type: eventTypes.sessionCreated,
        summary: 'A session was initiated; for an outbound call this is before anybody has answered.',
        schema: sessionEventSchema,
      },
      {
        name: 'session-ended',
        type: eventTypes.sessionEnded,
        summary: 'A session has ended. Does not say whether anybody answered: read the enriched event for that.',
        schema: sessionEventSchema,
      },
    ],
  },
  {
    topic: topics.webhookQuarantine,
    key: 'the webhook id',
    writtenBy: 'ingress',
    summary: 'Verified webhooks that are not JSON or have no usable id.',
    events: [{ name: 'quarantined-webhook', type: 'ai.agntix.unknown', summary: 'The bytes as they came.' }],
  },
  {
    topic: topics.sessionEnriched,
    key: 'the session id',
    writtenBy: 'transcript',
    summary: 'The complete record of a call, less its transcript text. A higher revision replaces a lower one.',
    events: [
      {
        name: 'session-enriched',
        type: eventTypes.sessionEnriched,
        summary: 'Outcome, analysis, timing and where the transcript is.',
        schema: sessionEnrichedSchema,
      },
    ],
  },
  {
    topic: topics.taskSynced,
    key: '`<connection>:<task id>`; the session id when no task matched',
    writtenBy: 'crm-sync',
    summary: 'What was written into the CRM for a task, or why nothing was.',
    events: [
      {
        name: 'task-synced',
        type: eventTypes.taskSynced,
        summary: 'The effects that were applied, or why none was: no task, parked, a person has changed it, refused.',
        schema: taskSyncedV1.schema,
      },
    ],
  },
];
