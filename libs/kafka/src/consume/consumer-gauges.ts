import { metrics } from '@opentelemetry/api';
import type { BatchObservableResult, Observable } from '@opentelemetry/api';
import type { Tenure } from '../lanes/tenure.ts';

export interface ConsumerFacts {
  /** As on the wire, so that it is the one that an exporter speaks of. */
  readonly groupId: string;
  readonly tenures: () => Iterable<Tenure>;
  readonly inFlight: () => number;
  readonly running: () => number;
  readonly lanes: () => { readonly active: number; readonly deepest: number };
  readonly paused: () => readonly string[];
  readonly now: () => number;
}

const gauge = (name: string, unit: string, description: string): Observable =>
  metrics.getMeter('switchback.kafka').createObservableGauge(name, { unit, description });

/** Gauges by partition, with topic, partition and group. */
const partitionGauges = () => ({
  lag: gauge('kafka.consumer.lag', '{record}', 'records that are not committed yet, as of the last fetch'),
  lagSeconds: gauge(
    'kafka.consumer.lag.seconds',
    's',
    'age of the oldest record that is not committed; 0 when caught up',
  ),
  watermarkAge: gauge(
    'kafka.consumer.watermark.age.seconds',
    's',
    'how long the watermark has stood still with work to do',
  ),
});
const groupGauges = () => ({
  inFlight: gauge('kafka.consumer.inflight', '{record}', 'records admitted and not done'),
  running: gauge('kafka.consumer.running', '{handler}', 'handlers that run'),
  lanes: gauge('kafka.consumer.lanes.active', '{lane}', 'keys with work'),
  deepest: gauge('kafka.consumer.lane.depth.max', '{record}', 'records in the deepest lane'),
  paused: gauge('kafka.consumer.paused', '{subscription}', 'subscriptions that wait for what every record needs'),
});

const observePartition = (
  result: BatchObservableResult,
  gauges: ReturnType<typeof partitionGauges>,
  { tenure, groupId, now }: { tenure: Tenure; groupId: string; now: number },
): void => {
  const { topic, partition, tracker, end, movedAt } = tenure;
  const labels = {
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(partition),
    'messaging.consumer.group.name': groupId,
  };
  const { watermark, oldest, size } = tracker;
  const behind = watermark === undefined || end === undefined || end < watermark ? 0 : Number(end - watermark);
  result.observe(gauges.lag, behind, labels);
  result.observe(gauges.lagSeconds, oldest === undefined ? 0 : Math.max(0, now - oldest.timestamp) / 1_000, labels);
  result.observe(gauges.watermarkAge, size === 0 ? 0 : Math.max(0, now - movedAt) / 1_000, labels);
};

/** Registers the gauges of a consumer; the returned function removes them. Lag is ours alone: an exporter sees dead groups. */
export const observeConsumer = (facts: ConsumerFacts): (() => void) => {
  const partition = partitionGauges();
  const whole = groupGauges();
  const observe = (result: BatchObservableResult): void => {
    const labels = { 'messaging.consumer.group.name': facts.groupId };
    const { active, deepest } = facts.lanes();
    result.observe(whole.inFlight, facts.inFlight(), labels);
    result.observe(whole.running, facts.running(), labels);
    result.observe(whole.lanes, active, labels);
    result.observe(whole.deepest, deepest, labels);
    result.observe(whole.paused, facts.paused().length, labels);
    const now = facts.now();
    for (const tenure of facts.tenures()) observePartition(result, partition, { tenure, groupId: facts.groupId, now });
  };
  const all = [...Object.values(partition), ...Object.values(whole)];
  const meter = metrics.getMeter('switchback.kafka');
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
};
