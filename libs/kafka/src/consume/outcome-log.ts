import { headerNames } from '@switchback/contracts';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ConsumedRecord } from '../consumed-record.ts';
import type { Logger } from '../logger.ts';

type Outcome = 'handled' | 'discarded' | 'dead-lettered' | 'retry';

/** What a record has come to. */
export interface Told {
  readonly outcome: Outcome;
  readonly code?: string;
  readonly error?: unknown;
  /** Until the next attempt. */
  readonly delayMs?: number;
}

interface Handling {
  readonly record: ConsumedRecord;
  /** That the record came with. */
  readonly trace: Context;
  readonly group: string;
  /** Attempts made so far. */
  readonly attempts: number;
  /** From the record's turn in its lane until now, its waits included. */
  readonly durationMs: number;
}

const kinds = {
  handled: { event: 'kafka.handled', level: 'info', message: 'record handled' },
  discarded: { event: 'kafka.discarded', level: 'info', message: 'record discarded' },
  'dead-lettered': { event: 'kafka.dead-lettered', level: 'error', message: 'record dead-lettered' },
  retry: { event: 'kafka.retry', level: 'warn', message: 'attempt failed' },
} as const;

/**
 * One line per outcome of a record, with everything that a search by event, key or place needs, in the trace that the
 * record came with. Nothing of its content.
 */
export const logOutcome = (
  logger: Logger,
  { record, trace, group, attempts, durationMs }: Handling,
  told: Told,
): void => {
  const { topic, partition, offset, headers } = record;
  const { event, level, message } = kinds[told.outcome];
  const [eventId, eventType] = [headers[headerNames.id], headers[headerNames.type]];
  const fields = { event, topic, partition, offset, group, eventId, eventType, attempts, durationMs, ...told };
  context.with(trace, () => logger[level](fields, message));
};
