import { podHeapFlag } from '@switchback/local/node-flags';
import { freshTopics } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { atMost } from '../bar.ts';
import { residentMegabytes, startLoad } from '../ingress/processes.ts';
import { startIngress } from '../ingress/start-ingress.ts';
import { startSpanSink } from '../ingress/span-sink.ts';
import { median } from '../median.ts';

const LOAD = { connections: 64, size: 2_048 };

/** Memory at half load over ten minutes: the last fifth against the second (the first is warm-up). */
export const run: RunArea = async ({ short, say }) => {
  const { brokers, prefix } = await freshTopics();
  const sink = await startSpanSink();
  const env = { KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const ingress = await startIngress(env, [podHeapFlag]);
  const load = startLoad();
  const { port, pid } = ingress;
  try {
    const full = await load.run({ port, seconds: short ? 3 : 20, ...LOAD });
    const rate = full.accepted / full.seconds / 2;
    const rounds = short ? 10 : 60;
    const samples: number[] = [];
    say(`  ${Math.round(rate)} requests a second, half of what it can`);
    for (let round = 0; round < rounds; round += 1) {
      const { refused } = await load.run({ port, seconds: short ? 1 : 10, ...LOAD, rate });
      if (refused > 0) throw new Error(`${refused} requests were refused at half load`);
      samples.push(residentMegabytes(pid));
      if (round % 6 === 5) say(`  minute ${(round + 1) / 6}: ${samples.at(-1)?.toFixed(0)} MB`);
    }
    const fifth = rounds / 5;
    const growth = median(samples.slice(-fifth)) - median(samples.slice(fifth, 2 * fifth));
    return [atMost({ bar: 'memory growth over 10 minutes at half load', value: growth, want: 20, unit: 'MB' })];
  } finally {
    await Promise.all([load.stop(), ingress.stop()]);
    sink.stop();
  }
};
