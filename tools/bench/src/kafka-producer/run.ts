import { KafkaProducer, topicEndOffsets } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';
import type { RunArea } from '../area.ts';
import { atLeast, atMost } from '../bar.ts';
import { TOPIC, freshTopic } from '../kafka-consumer/bench-topic.ts';
import { median } from '../median.ts';
import { percentile } from '../percentile.ts';
import { startSingleSends } from './driver.ts';
import type { Sender } from './driver.ts';
import { atRate, oneByOne, saturation } from './measure.ts';

const RATE = 2_000;
const CALLERS = 500;

const startOurs = async (kafka: Kafka): Promise<Sender> => {
  const producer = new KafkaProducer(kafka);
  await producer.start();
  return {
    send: (key, value) => producer.publish({ topic: TOPIC, key, value, headers: {} }),
    close: () => producer.stop(),
  };
};

/** p50 and p99 above the broker's own round trip at 2,000 records of 2 KB a second: the middle of several rounds. */
const latencies = async (sender: Sender, { short, say }: Parameters<RunArea>[0]) => {
  const [rounds, seconds] = short ? [1, 3] : [5, 10];
  const above: { p50: number; p99: number; sent: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const trips = await oneByOne(sender, short ? 300 : 1_000);
    const took = await atRate(sender, { rate: RATE, seconds });
    const trip = percentile(trips, 0.5);
    say(
      `  round trip ${trip.toFixed(2)} ms; at ${RATE}/s p50 ${percentile(took, 0.5).toFixed(2)} p99 ${percentile(took, 0.99).toFixed(2)} ms`,
    );
    above.push({
      p50: percentile(took, 0.5) - trip,
      p99: percentile(took, 0.99) - trip,
      sent: trips.length + took.length,
    });
  }
  return {
    p50: median(above.map(({ p50 }) => p50)),
    p99: median(above.map(({ p99 }) => p99)),
    sent: above.reduce((sum, { sent }) => sum + sent, 0),
  };
};

/** The producer's bars. */
export const run: RunArea = async (options) => {
  const { short, say } = options;
  const { kafka } = await freshTopic();
  const [ours, single] = [await startOurs(kafka), await startSingleSends(kafka)];
  const seconds = short ? 3 : 15;
  say(`producer, 2 KB, acks of all in-sync replicas`);
  await saturation(ours, { callers: CALLERS, seconds: 3 });
  await saturation(single, { callers: 64, seconds: 3 });
  const before = [...(await topicEndOffsets(kafka, TOPIC)).values()].reduce((sum, end) => sum + Number(end), 0);
  const latency = await latencies(ours, options);
  const full = await saturation(ours, { callers: CALLERS, seconds });
  const awaited = await saturation(single, { callers: 1, seconds });
  const crowd = await saturation(single, { callers: 64, seconds });
  say(
    `  ${Math.round(full.perSecond)} records a second; single sends: ${Math.round(awaited.perSecond)} awaited, ${Math.round(crowd.perSecond)} by 64 callers`,
  );
  const after = [...(await topicEndOffsets(kafka, TOPIC)).values()].reduce((sum, end) => sum + Number(end), 0);
  await Promise.all([ours.close(), single.close()]);
  const sent = latency.sent + full.sent + awaited.sent + crowd.sent;
  if (after - before !== sent) throw new Error(`${after - before} records are stored of ${sent}: nothing was measured`);
  return [
    atMost({ bar: 'producer p50 above the round trip at 2,000/s', value: latency.p50, want: 3, unit: 'ms' }),
    atMost({ bar: 'producer p99 above the round trip at 2,000/s', value: latency.p99, want: 15, unit: 'ms' }),
    atLeast({
      bar: 'saturation against awaited single sends',
      value: full.perSecond / awaited.perSecond,
      want: 4,
      unit: 'times',
    }),
  ];
};
