import { failureLike } from './failure-like.ts';

/**
 * The only fields that may be logged. Anything else is dropped and its name listed under `droppedFields`: a new field
 * is invisible until somebody has decided that it is harmless. Never add one that can hold a payload, a phone number, a
 * variable's value or a transcript.
 */
const allowed: ReadonlySet<string> = new Set([
  ...[
    'event',
    'url',
    'managementUrl',
    'pid',
    'signal',
    'port',
    'status',
    'reason',
    'code',
    'error',
    'detail',
    'outcome',
    'durationMs',
  ],
  ...[
    'topic',
    'partition',
    'offset',
    'group',
    'attempt',
    'attempts',
    'records',
    'brokers',
    'policy',
    'delayMs',
    'dependency',
  ],
  ...[
    'eventId',
    'eventType',
    'svixId',
    'endpoint',
    'organization',
    'connection',
    'sessionId',
    'taskId',
    'revision',
    'effect',
    'effects',
  ],
  ...[
    'matchedBy',
    'fence',
    'kind',
    'dueAt',
    'count',
    'requestId',
    'migrations',
    'table',
    'check',
    'droppedFields',
    'service',
    'faults',
  ],
]);

/** Keeps allowed fields; errors become name, code and stack; the rest is named, never shown. */
export const redact = (fields: Record<string, unknown>): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!allowed.has(name)) dropped.push(name);
    else kept[name] = Error.isError(value) ? failureLike(value) : typeof value === 'bigint' ? value.toString() : value;
  }
  return dropped.length > 0 ? { ...kept, droppedFields: dropped } : kept;
};
