import { codeOf, dispositionOf } from '@switchback/failure';
import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../consumed-record.ts';
import type { Logger } from '../logger.ts';
import { consumedCounter, deadLetterCounter, retryCounter } from '../meters.ts';
import type { RawRecord } from '../publish/kafka-producer.ts';
import { deadLetter } from './dead-letter.ts';
import { nextStep } from './retry-policy.ts';
import type { Subscription } from './subscription.ts';

/** What handling a record needs; clock, waiting and randomness are given so that tests own them. */
export interface Handling {
  readonly group: string;
  readonly logger: Logger;
  readonly invoke: (subscription: Subscription, record: ConsumedRecord, attempt: number) => Promise<void>;
  readonly publishDeadLetter: (letter: RawRecord) => Promise<void>;
  /** Rejects when the service stops or the partition is taken away. */
  readonly wait: (delayMs: number) => Promise<void>;
  readonly onPause: (code: string | undefined) => void;
  readonly now: () => number;
  readonly random: () => number;
}

interface Work {
  readonly subscription: Subscription;
  readonly record: ConsumedRecord;
  readonly message: KafkaMessage;
}

const WAIT_FOR_DEAD_LETTER_MS = 1_000;

const writeDeadLetter = async (handling: Handling, letter: RawRecord): Promise<void> => {
  for (;;) {
    try {
      await handling.publishDeadLetter(letter);
      return;
    } catch (error) {
      handling.logger.error(
        { event: 'kafka.dead-letter.failed', topic: letter.topic, error },
        'a dead letter could not be written; its record waits',
      );
      await handling.wait(WAIT_FOR_DEAD_LETTER_MS);
    }
  }
};

/**
 * Brings one record to its end: handled, discarded, or dead-lettered with an acknowledgement. Retries in place. Resolves
 * only then, so the offset may be committed; rejects only when `wait` does, and the record comes again.
 */
export const handleRecord = async (handling: Handling, { subscription, record, message }: Work): Promise<void> => {
  const { group, logger } = handling;
  const labels = { topic: record.topic, group };
  const place = { ...labels, partition: record.partition, offset: record.offset };
  let firstFailure: number | undefined;
  let budgeted = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await handling.invoke(subscription, record, attempt);
      handling.onPause(undefined);
      consumedCounter().add(1, { ...labels, outcome: 'handled' });
      return;
    } catch (error) {
      const disposition = dispositionOf(error);
      const code = codeOf(error);
      firstFailure ??= handling.now();
      if (disposition !== 'pause') budgeted += 1;
      const failed = {
        disposition,
        attempt: disposition === 'pause' ? attempt : budgeted,
        ageMs: handling.now() - firstFailure,
      };
      const next = nextStep(subscription.retry, failed, handling.random);
      if (next.step === 'discard') {
        consumedCounter().add(1, { ...labels, outcome: 'discarded' });
        logger.info({ event: 'kafka.discarded', ...place, code }, 'record discarded');
        return;
      }
      if (next.step === 'dead-letter') {
        logger.error(
          { event: 'kafka.dead-lettered', ...place, code, attempts: attempt, error },
          'record dead-lettered',
        );
        const times = { firstFailure: new Date(firstFailure), lastFailure: new Date(handling.now()) };
        await writeDeadLetter(handling, deadLetter({ record, message, group }, { error, attempts: attempt, ...times }));
        deadLetterCounter().add(1, { ...labels, code });
        return;
      }
      if (next.step === 'wait') handling.onPause(code);
      retryCounter().add(1, { ...labels, code });
      logger.warn({ event: 'kafka.retry', ...place, code, attempt, delayMs: next.delayMs, error }, 'attempt failed');
      await handling.wait(next.delayMs);
    }
  }
};
