import { codeOf, dispositionOf } from '@switchback/failure';
import type { Context } from '@opentelemetry/api';
import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../consumed-record.ts';
import type { Leaving } from '../lanes/interrupted.ts';
import type { ReleaseGuard } from '../lanes/release-guard.ts';
import type { Logger } from '../logger.ts';
import { consumedCounter, deadLetterCounter, retryCounter } from './consumer-meters.ts';
import type { SubscriptionLabels } from './consumer-meters.ts';
import type { RawRecord } from '../publish/kafka-producer.ts';
import { traceOf } from './consumer-span.ts';
import { deadLetter } from './dead-letter.ts';
import { nextStep } from './retry-policy.ts';
import { logOutcome } from './outcome-log.ts';
import type { Told } from './outcome-log.ts';
import type { NextStep } from './retry-policy.ts';
import type { Subscription } from './subscription.ts';
import type { Turn } from './turn.ts';

/** What handling a record needs; clock, waiting and randomness are given so that tests own them. */
export interface Handling {
  readonly group: string;
  readonly labels: SubscriptionLabels;
  readonly logger: Logger;
  readonly guard: ReleaseGuard;
  /** With the slot that the caller has taken. Rejects like `turn`. */
  readonly firstTurn: (leaving: Leaving) => Turn | Promise<Turn>;
  /** Rejects with `Interrupted` when the partition is taken away or the service stops; `wait` too. */
  readonly turn: (leaving: Leaving) => Promise<Turn>;
  readonly wait: (delayMs: number, leaving: Leaving) => Promise<void>;
  readonly invoke: (work: Work, trace: Context, attempt: number) => Promise<void>;
  readonly publishDeadLetter: (letter: RawRecord) => Promise<void>;
  readonly now: () => number;
  readonly random: () => number;
}

export interface Work {
  readonly subscription: Subscription;
  readonly record: ConsumedRecord;
  readonly message: KafkaMessage;
  readonly lane: string;
  /** Of the tenure that the record counts for now. */
  readonly leaving: () => Leaving;
}

/** What is known of a record's attempts so far. */
interface Failures {
  /** That the record came with. */
  readonly trace: Context;
  readonly startedAt: number;
  error: unknown;
  attempts: number;
  /** Those that count against the budget, and when the first of them came. */
  budgeted: number;
  firstAt: number;
}

const WAIT_FOR_DEAD_LETTER_MS = 1_000;
const RELEASE_SUSPECTED = 'RELEASE_SUSPECTED';

const writeDeadLetter = async (handling: Handling, letter: RawRecord, { leaving }: Work): Promise<void> => {
  for (;;) {
    try {
      await handling.publishDeadLetter(letter);
      return;
    } catch (error) {
      handling.logger.error(
        { event: 'kafka.dead-letter.failed', topic: letter.topic, error },
        'a dead letter could not be written; its record waits',
      );
      await handling.wait(WAIT_FOR_DEAD_LETTER_MS, leaving());
    }
  }
};

/** The record has come to this: counted, unless it is tried again, and told in one line. */
const conclude = (handling: Handling, { work, failures }: { work: Work; failures: Failures }, told: Told): void => {
  const { group, logger, labels } = handling;
  if (told.outcome !== 'retry') consumedCounter().add(1, labels.outcome[told.outcome]);
  const { trace, attempts, startedAt } = failures;
  const durationMs = handling.now() - startedAt;
  logOutcome(logger, { record: work.record, trace, group, attempts, durationMs }, told);
};

const deadLetterRecord = async (handling: Handling, work: Work, failures: Failures) => {
  const { error, attempts, firstAt } = failures;
  const code = codeOf(error);
  const times = { firstFailure: new Date(firstAt), lastFailure: new Date(handling.now()) };
  const original = { record: work.record, message: work.message, group: handling.group };
  await writeDeadLetter(handling, deadLetter(original, { error, attempts, ...times }), work);
  deadLetterCounter().add(1, { ...handling.labels.all, code });
  conclude(handling, { work, failures }, { outcome: 'dead-lettered', code, error });
};

const decide = (handling: Handling, { subscription, lane }: Work, failures: Failures): NextStep | 'suspected' => {
  const disposition = dispositionOf(failures.error);
  const next = nextStep(
    subscription.retry,
    { disposition, attempt: failures.budgeted, ageMs: handling.now() - failures.firstAt },
    handling.random,
  );
  const unknown = next.step === 'dead-letter' && codeOf(failures.error) === 'UNEXPECTED';
  return unknown && handling.guard.trips(lane, handling.now()) ? 'suspected' : next;
};

/** What comes of a failed attempt: true when the record has reached its end. */
const settle = async (handling: Handling, work: Work, { failures, turn }: { failures: Failures; turn: Turn }) => {
  const code = codeOf(failures.error);
  const next = decide(handling, work, failures);
  if (next === 'suspected' || next.step === 'pause') {
    turn.away(next === 'suspected' ? RELEASE_SUSPECTED : code);
    return false;
  }
  turn.answered();
  switch (next.step) {
    case 'discard':
      conclude(handling, { work, failures }, { outcome: 'discarded', code });
      return true;
    case 'dead-letter':
      await deadLetterRecord(handling, work, failures);
      return true;
    case 'retry':
      retryCounter().add(1, { ...handling.labels.all, code });
      conclude(handling, { work, failures }, { outcome: 'retry', code, error: failures.error, delayMs: next.delayMs });
      await handling.wait(next.delayMs, work.leaving());
      return false;
  }
};

/**
 * Brings one record to its end: handled, discarded, or dead-lettered with an acknowledgement. Retries at the head of its
 * lane; a wait holds no slot of the window. Resolves only then, so the offset may be committed; rejects only with
 * `Interrupted`, and the record comes again.
 */
export const handleRecord = async (handling: Handling, work: Work): Promise<void> => {
  const trace = traceOf(work.record);
  const startedAt = handling.now();
  const failures: Failures = { trace, startedAt, error: undefined, attempts: 0, budgeted: 0, firstAt: 0 };
  const first = handling.firstTurn(work.leaving());
  for (let turn = first instanceof Promise ? await first : first; ; turn = await handling.turn(work.leaving())) {
    try {
      await handling.invoke(work, trace, failures.attempts + 1);
    } catch (error) {
      failures.error = error;
      failures.attempts += 1;
      if (dispositionOf(error) !== 'pause' && (failures.budgeted += 1) === 1) failures.firstAt = handling.now();
      if (await settle(handling, work, { failures, turn })) return;
      continue;
    }
    turn.answered();
    handling.guard.handled();
    failures.attempts += 1;
    conclude(handling, { work, failures }, { outcome: 'handled' });
    return;
  }
};
