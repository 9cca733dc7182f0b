import { metrics } from '@opentelemetry/api';
import type { Attributes, Histogram } from '@opentelemetry/api';
import type { QueueBudget } from './queue-budget.ts';

const system = { 'messaging.system': 'kafka', 'messaging.operation.name': 'send' };
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

interface Tally {
  readonly attributes: Attributes;
  count: number;
  /** Seconds of the record that waited longest since the last produce request; 0 when none was answered. */
  slowest: number;
}

/**
 * Instruments of one producer (OpenTelemetry messaging names). Made at its construction, when the meter is set up.
 * Counters are tallied here and read at collection, and durations are
 * recorded per request: at each measurement the SDK sorts and serialises the attributes anew.
 */
export class ProducerMeters {
  readonly #duration: Histogram;
  readonly #batch: Histogram;
  readonly #sent = new Map<string, Tally>();

  constructor(queue: QueueBudget) {
    const meter = metrics.getMeter('switchback.kafka');
    meter
      .createObservableCounter('messaging.client.sent.messages', {
        description: 'records handed to Kafka, by topic and error',
      })
      .addCallback((counter) => {
        this.#recordDurations();
        for (const { attributes, count } of this.#sent.values()) counter.observe(count, attributes);
      });
    this.#duration = meter.createHistogram('messaging.client.operation.duration', {
      unit: 's',
      description:
        'from publish to the acknowledgement by all in-sync replicas, of the longest waiting record of each request',
      advice: { explicitBucketBoundaries: seconds },
    });
    this.#batch = meter.createHistogram('switchback.kafka.producer.batch.records', {
      description: 'records per produce request',
      advice: { explicitBucketBoundaries: sizes },
    });
    meter
      .createObservableGauge('switchback.kafka.producer.queue.records', {
        description: 'records that wait for their acknowledgement',
      })
      .addCallback((gauge) => gauge.observe(queue.records));
    meter
      .createObservableGauge('switchback.kafka.producer.queue.bytes', {
        unit: 'By',
        description: 'bytes that wait for their acknowledgement',
      })
      .addCallback((gauge) => gauge.observe(queue.bytes));
  }

  /** A produce request goes out; what the ones before it took is known. */
  batch(records: number): void {
    this.#batch.record(records);
    this.#recordDurations();
  }

  done(topic: string, secondsTaken: number, error: string | undefined): void {
    const tally = this.#tallyOf(topic, error);
    tally.count += 1;
    tally.slowest = Math.max(tally.slowest, secondsTaken);
  }

  #recordDurations(): void {
    for (const tally of this.#sent.values()) {
      if (tally.slowest === 0) continue;
      this.#duration.record(tally.slowest, tally.attributes);
      tally.slowest = 0;
    }
  }

  #tallyOf(topic: string, error = ''): Tally {
    const key = error === '' ? topic : `${topic} ${error}`;
    let found = this.#sent.get(key);
    if (!found) {
      const attributes = { ...system, 'messaging.destination.name': topic, ...(error && { 'error.type': error }) };
      found = { attributes, count: 0, slowest: 0 };
      this.#sent.set(key, found);
    }
    return found;
  }
}
