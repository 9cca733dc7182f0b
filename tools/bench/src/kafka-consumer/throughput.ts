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

/** Runs all, and gives the rate of those that count, per second from the first one's start to the last one's end. */
export const rateOf = async (
  { start, records }: Run,
  counts: (record: Numbered) => boolean = () => true,
): Promise<number> => {
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
  await counted.reached(wanted);
  const rate = (wanted * 1_000) / (performance.now() - began);
  await all.reached(published);
  await consumer.close();
  all.prove(published);
  counted.prove(wanted);
  return rate;
};

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
