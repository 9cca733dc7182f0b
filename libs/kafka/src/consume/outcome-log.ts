import { headerNames } from '@switchback/contracts';
import type { ConsumedRecord } from '../consumed-record.ts';
import type { Logger } from '../logger.ts';
import { inTraceOf } from '../tracing.ts';

export type Outcome = 'handled' | 'discarded' | 'dead-lettered' | 'retry';

export interface OutcomeLine {
  readonly outcome: Outcome;
  /** Attempts made so far. */
  readonly attempts: number;
  /** From the record's turn in its lane until now, its waits included. */
  readonly durationMs: number;
  readonly code?: string;
  readonly error?: unknown;
  /** Until the next attempt. */
  readonly delayMs?: number;
}

const levels = { handled: 'info', discarded: 'info', 'dead-lettered': 'error', retry: 'warn' } as const;
const messages = {
  handled: 'record handled',
  discarded: 'record discarded',
  'dead-lettered': 'record dead-lettered',
  retry: 'attempt failed',
} as const;

/**
 * One line per outcome of a record, with everything that a search by event, key or place needs, in the trace that the
 * record came with. Nothing of its content.
 */
export const logOutcome = (
  logger: Logger,
  { record, group }: { record: ConsumedRecord; group: string },
  line: OutcomeLine,
): void => {
  const { topic, partition, offset, headers } = record;
  const fields = {
    event: `kafka.${line.outcome}`,
    topic,
    partition,
    offset,
    group,
    eventId: headers[headerNames.id],
    eventType: headers[headerNames.type],
    ...line,
  };
  inTraceOf(record, () => logger[levels[line.outcome]](fields, messages[line.outcome]));
};
