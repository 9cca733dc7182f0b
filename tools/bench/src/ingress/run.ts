import { topics } from '@switchback/contracts';
import { topicEndOffsets } from '@switchback/kafka';
import { freshTopics } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { cpuPerEvent } from './cpu-per-event.ts';
import type { Cost } from './cpu-per-event.ts';
import { latencyBars } from './latency.ts';
import { residentMegabytes, startLoad, startServer } from './processes.ts';
import { startIngress } from './start-ingress.ts';
import { startSpanSink } from './span-sink.ts';
import { verifyLarge } from './verify-large.ts';

const topic = topics.sessionEvents.name;

const costBars = ({ ingress, bare, send }: Record<'ingress' | 'bare' | 'send', Cost>): Bar[] => [
  atMost({ bar: 'CPU per event against a bare POST', value: ingress.cpu / bare.cpu, want: 5, unit: 'times' }),
  atMost({ bar: 'CPU per event against one send() each', value: ingress.cpu / send.cpu, want: 0.5, unit: 'times' }),
];

/** The bars of ingress, all in one run, telemetry exported. */
export const run: RunArea = async (options) => {
  const { short, say } = options;
  const { kafka, brokers, prefix } = await freshTopics();
  const sink = await startSpanSink();
  const env = { KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const ingress = await startIngress(env);
  const [load, large] = [startLoad(), startLoad()];
  const bare = await startServer('bare', []);
  const send = await startServer('one-send', [brokers, `${prefix}${topic}`]);
  // Prints only: what is left between it and ours is what safety and telemetry cost.
  const sketch = await startServer('batched-sketch', [brokers, `${prefix}${topic}`]);
  try {
    await new Promise((resolve) => setTimeout(resolve, short ? 3_000 : 15_000));
    const idle = residentMegabytes(ingress.pid);
    const before = await topicEndOffsets(kafka, topic);
    const costs = await cpuPerEvent(
      load,
      { bare, ingress, send, sketch },
      { rounds: short ? 1 : 4, seconds: short ? 4 : 10 },
    );
    for (const [name, { cpu, perSecond }] of Object.entries(costs))
      say(`  ${name}: ${cpu.toFixed(3)} CPU s per 10,000, ${Math.round(perSecond)} per second`);
    const stored = [...(await topicEndOffsets(kafka, topic))].reduce(
      (sum, [at, end]) => sum + Number(end - (before.get(at) ?? 0n)),
      0,
    );
    const { ingress: ours, bare: nothing, send: each } = costs;
    if (!ours || !nothing || !each || stored < ours.accepted + each.accepted)
      throw new Error(`only ${stored} events are stored: nothing was measured`);
    const latencies = await latencyBars(ingress, ours.perSecond, { loads: { load, large }, options });
    if (sink.exports() === 0) throw new Error('no span was exported: the telemetry was off');
    return [
      ...costBars({ ingress: ours, bare: nothing, send: each }),
      ...latencies,
      atMost({ bar: 'verification of 1 MB', value: await verifyLarge(), want: 2, unit: 'ms' }),
      atMost({ bar: 'idle memory', value: idle, want: 115, unit: 'MB' }),
    ];
  } finally {
    await Promise.all([load.stop(), large.stop(), bare.stop(), send.stop(), sketch.stop(), ingress.stop()]);
    sink.stop();
  }
};
