import { metrics } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';

// Instruments are made on first use: made at import they would bind to the meter that does nothing.
const meter = () => metrics.getMeter('switchback.kafka');
const once = <T>(make: () => T) => {
  let made: T | undefined;
  return (): T => (made ??= make());
};

type CountedOutcome = 'handled' | 'discarded' | 'dead-lettered' | 'skipped-other-type' | 'skipped-other-group';

/** What the metrics of one subscription are told apart by (OpenTelemetry messaging names). */
export interface SubscriptionLabels {
  readonly all: Attributes;
  /** With each outcome that is counted. */
  readonly outcome: Readonly<Record<CountedOutcome, Attributes>>;
}

/** To be made once per subscription: each record needs two of them. `topic` as in the contracts, `groupId` as on the wire. */
export const subscriptionLabels = (topic: string, groupId: string): SubscriptionLabels => {
  const all = {
    'messaging.system': 'kafka',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': groupId,
  };
  const told = (outcome: CountedOutcome): Attributes => ({ ...all, outcome });
  return {
    all,
    outcome: {
      handled: told('handled'),
      discarded: told('discarded'),
      'dead-lettered': told('dead-lettered'),
      'skipped-other-type': told('skipped-other-type'),
      'skipped-other-group': told('skipped-other-group'),
    },
  };
};

export const consumedCounter = once(() =>
  meter().createCounter('messaging.client.consumed.messages', {
    description:
      'records done, by outcome: handled, discarded, dead-lettered, skipped-other-type or skipped-other-group',
  }),
);
export const processSeconds = once(() =>
  meter().createHistogram('messaging.process.duration', {
    unit: 's',
    description: 'one attempt of a handler, by error',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] },
  }),
);
export const retryCounter = once(() =>
  meter().createCounter('switchback.kafka.retries', {
    description: 'failed attempts that are tried again, by failure code',
  }),
);
export const deadLetterCounter = once(() =>
  meter().createCounter('switchback.kafka.dead_letters', { description: 'records dead-lettered, by failure code' }),
);
export const rebalanceCounter = once(() =>
  meter().createCounter('switchback.kafka.rebalances', { description: 'assignments taken, by group' }),
);
export const redeliveredCounter = once(() =>
  meter().createCounter('switchback.kafka.redelivered', {
    description: 'records that came again after a rebalance and were not handled again by this process',
  }),
);
export const commitFailureCounter = once(() =>
  meter().createCounter('switchback.kafka.commit.failures', {
    description: 'commits refused; the next one covers them',
  }),
);
export const drainSeconds = once(() =>
  meter().createHistogram('switchback.kafka.drain.duration', {
    unit: 's',
    description: 'from stop to having left the group',
  }),
);
