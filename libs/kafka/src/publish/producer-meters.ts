import { metrics } from '@opentelemetry/api';
import type { Attributes, Counter, Histogram } from '@opentelemetry/api';
import type { QueueBudget } from './queue-budget.ts';

const system = { 'messaging.system': 'kafka', 'messaging.operation.name': 'send' };
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Instruments of one producer (OpenTelemetry messaging names). Made at its construction, when the meter is set up. */
export class ProducerMeters {
  readonly #sent: Counter;
  readonly #duration: Histogram;
  readonly #batch: Histogram;
  readonly #attributes = new Map<string, Attributes>();

  constructor(queue: QueueBudget) {
    const meter = metrics.getMeter('switchback.kafka');
    this.#sent = meter.createCounter('messaging.client.sent.messages', {
      description: 'records handed to Kafka, by topic and error',
    });
    this.#duration = meter.createHistogram('messaging.client.operation.duration', {
      unit: 's',
      description: 'from publish to the acknowledgement by all in-sync replicas',
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

  batch(records: number): void {
    this.#batch.record(records);
  }

  done(topic: string, secondsTaken: number, error: string | undefined): void {
    const attributes = this.#attributesOf(topic, error);
    this.#sent.add(1, attributes);
    this.#duration.record(secondsTaken, attributes);
  }

  #attributesOf(topic: string, error = ''): Attributes {
    const key = `${topic} ${error}`;
    let found = this.#attributes.get(key);
    if (!found) {
      found = { ...system, 'messaging.destination.name': topic, ...(error && { 'error.type': error }) };
      this.#attributes.set(key, found);
    }
    return found;
  }
}
