import { Breaker } from '../lanes/breaker.ts';
import type { Clock } from '../lanes/clock.ts';
import { ReleaseGuard } from '../lanes/release-guard.ts';
import type { Slots } from '../lanes/slots.ts';
import type { Logger } from '../logger.ts';
import type { RawRecord } from '../publish/kafka-producer.ts';
import { subscriptionLabels } from './consumer-meters.ts';
import type { SubscriptionLabels } from './consumer-meters.ts';
import { handleRecord } from './handle-record.ts';
import type { Handling, Work } from './handle-record.ts';
import { invokeHandler } from './invoke-handler.ts';
import type { NullKey, Subscription } from './subscription.ts';
import { turnWithSlot, waitForTurn } from './turn.ts';

interface SubscriptionParts {
  readonly group: string;
  /** The group as on the wire. */
  readonly groupId: string;
  readonly logger: Logger;
  /** Shared by all subscriptions of a consumer. */
  readonly slots: Slots;
  readonly clock: Clock;
  readonly random: () => number;
  /** Given to handlers. */
  readonly stopping: AbortSignal;
  readonly publishDeadLetter: (letter: RawRecord) => Promise<void>;
  /** The subscription began or ended to wait for what every record needs, or wants no further records. */
  readonly onChange: () => void;
}

/** A subscription with what its records share: the breaker and the guard against a bad release. */
export class RunningSubscription {
  readonly breaker: Breaker;
  readonly labels: SubscriptionLabels;
  readonly #handling: Handling;

  constructor(
    readonly declared: Subscription,
    private readonly parts: SubscriptionParts,
  ) {
    const { clock, random, groupId } = parts;
    this.labels = subscriptionLabels(declared.topic, groupId);
    this.breaker = new Breaker({
      clock,
      random,
      onChange: (dependency) => this.#changed(dependency),
      onHold: () => parts.onChange(),
    });
    this.#handling = this.#createHandling();
  }

  get nullKey(): NullKey {
    return this.declared.nullKey;
  }

  /** Brings a record to its end, with a slot that the caller has taken. Rejects with `Interrupted` when `leaving()` fires in a wait. */
  handle(work: Work): Promise<void> {
    return handleRecord(this.#handling, work);
  }

  #createHandling(): Handling {
    const { labels } = this;
    const { group, logger, slots, clock, random, stopping, publishDeadLetter } = this.parts;
    return {
      group,
      labels,
      logger,
      guard: new ReleaseGuard(),
      firstTurn: (leaving) => turnWithSlot(slots, this.breaker, leaving),
      turn: (leaving) => waitForTurn(slots, this.breaker, leaving),
      wait: (delayMs, leaving) => leaving.interrupt((resolve) => clock.after(delayMs, resolve)),
      invoke: ({ subscription, record }, trace, attempt) =>
        invokeHandler(subscription, { record, trace, labels, attempt, stopping }),
      publishDeadLetter,
      now: () => clock.now(),
      random,
    };
  }

  #changed(dependency: string | undefined): void {
    const { logger, group, onChange } = this.parts;
    const fields = { topic: this.declared.topic, group, dependency: dependency ?? null };
    if (dependency === undefined) logger.info({ event: 'kafka.resumed', ...fields }, 'the subscription goes on');
    else if (dependency === 'RELEASE_SUSPECTED')
      logger.error(
        { event: 'kafka.release-suspected', ...fields },
        'unknown errors for records of 20 keys within five minutes: a bad release, so the subscription waits instead of dead-lettering more',
      );
    else logger.error({ event: 'kafka.paused', ...fields }, 'what every record needs is away; the subscription waits');
    onChange();
  }
}
