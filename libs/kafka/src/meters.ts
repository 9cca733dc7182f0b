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
export const lagSeconds = once(() =>
  meter().createGauge('switchback.kafka.consumer.lag.seconds', {
    unit: 's',
    description: 'age of the record being handled, by topic and partition',
  }),
);
