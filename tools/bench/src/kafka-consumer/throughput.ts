import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from '@switchback/kafka';
import { freshTopic, inTurn, publishAll } from './bench-topic.ts';
import type { Numbered } from './bench-topic.ts';
import { WINDOW, startNests, startOurs } from './consumers.ts';
import type { Consumer, Handle } from './consumers.ts';
import { startSketch } from './windowed-sketch.ts';
import { WorkDone } from './work-done.ts';

export const LATENCY_MS = 20;

interface Run {
  readonly start: (of: { kafka: Kafka; prefix: string }, handle: Handle) => Promise<Consumer>;
  readonly records: () => Iterable<Numbered>;
}

/** Of some records: per second, from the first one's start. */
export interface Rates {
  /** Until the last one's end. */
  readonly toTheEnd: number;
  /** Until four of five have ended: each partition has records yet. */
  readonly underLoad: number;
}

/** Runs all and takes the rates of those that count; the others only have to be handled right. */
export const ratesOf = async (
  { start, records }: Run,
  counts: (record: Numbered) => boolean = () => true,
): Promise<Rates> => {
  const topic = await freshTopic();
  const published = await publishAll(topic.kafka, records());
  const wanted = [...records()].filter(counts).length;
  const all = new WorkDone();
  const counted = new WorkDone();
  let began = 0;
  const consumer = await start(topic, async (record) => {
    began ||= performance.now();
    all.begin(record);
    if (counts(record)) counted.begin(record);
    await sleep(LATENCY_MS);
    all.end();
    if (counts(record)) counted.end();
  });
  const rateUntil = async (count: number) => {
    await counted.reached(count);
    return (count * 1_000) / (performance.now() - began);
  };
  const [underLoad, toTheEnd] = await Promise.all([rateUntil(Math.floor(wanted * 0.8)), rateUntil(wanted)]);
  await all.reached(published);
  await consumer.close();
  all.prove(published);
  counted.prove(wanted);
  return { toTheEnd, underLoad };
};

const rateOf = async (run: Run): Promise<number> => (await ratesOf(run)).toTheEnd;

export const startWithWindow: Run['start'] = (topic, handle) => startOurs(topic, handle, { window: WINDOW });

/** 2,000 keys, our consumer. */
export const ourRate = (perKey: number): Promise<number> =>
  rateOf({ start: startWithWindow, records: () => inTurn(2_000, perKey) });

/** The same with the least that could do it: the machine's own ceiling. */
export const sketchRate = (perKey: number): Promise<number> =>
  rateOf({ start: startSketch, records: () => inTurn(2_000, perKey) });

/** The same with Nest's own transport, over fewer records: it is slow. */
export const nestsRate = (records: number): Promise<number> =>
  rateOf({ start: startNests, records: () => inTurn(records, 1) });
