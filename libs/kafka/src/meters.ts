import { metrics } from '@opentelemetry/api';

// Instruments are made on first use: made at import they would bind to the meter that does nothing.
const meter = () => metrics.getMeter('switchback.kafka');
const once = <T>(make: () => T) => {
  let made: T | undefined;
  return (): T => (made ??= make());
};

export const consumedCounter = once(() =>
  meter().createCounter('switchback.kafka.consumed', { description: 'records done, by topic, group and outcome' }),
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
