import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { checkWritten } from '../crm/crm-hand.ts';
import { percentile } from '../percentile.ts';
import { cpuPerCall, otherCpu, productCpu } from './cpu.ts';
import type { CpuSeconds } from './cpu.ts';
import { latenciesOf } from './latencies.ts';
import type { Latencies, PlacedCall } from './latencies.ts';
import { openStage } from './stage.ts';
import type { PipelineStage } from './stage.ts';

const CALLS_PER_SECOND = 20;
/** Where nothing waits for anything: what is left then is the way itself. */
const QUIET_CALLS_PER_SECOND = 5;
const CALL_MS = 1_500;
const LOOK_MS = 500;
const ALL_DONE_MS = 120_000;
/** CPU that one call may cost a service, in ms: all three together stay below one core at the rate of the bench. */
const CPU_BARS = { ingress: 5, transcript: 20, 'crm-sync': 25 } as const;

/** Begins a call per task, by the clock, whether earlier ones are done or not. */
const placeCalls = async (
  { vendor }: PipelineStage,
  taskIds: readonly string[],
  perSecond = CALLS_PER_SECOND,
): Promise<PlacedCall[]> => {
  const began = performance.now();
  const placed: PlacedCall[] = [];
  for (const [at, taskId] of taskIds.entries()) {
    const wait = began + (at * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    const [session] = vendor.begin({
      ...{ direction: 'OUTBOUND', metadata: { sessionVariables: { taskId } } },
      script: { outcome: 'connected', callMs: CALL_MS, transcript: { messages: 4 } },
    });
    placed.push({ taskId, sessionId: session?.id ?? '' });
  }
  return placed;
};

/** Both are needed: lease and ledger are written after the CRM has committed. */
const allApplied = async ({ crmSync, vendor }: PipelineStage, count: number): Promise<void> => {
  const isDone = async () => {
    await sleep(LOOK_MS);
    const ended = vendor.deliveries().filter((one) => one.eventType === 'session.ended' && one.delivered);
    return ended.length === count && (await crmSync.applied()) === count;
  };
  await until('every call to be in the CRM', isDone, ALL_DONE_MS);
  // An enriched event may still be on its way while nothing is wanted.
  await sleep(2 * CALL_MS);
};

const timeBars = (name: string, values: readonly number[]): Bar[] => [
  atMost({ bar: `${name}, p50`, value: percentile(values, 0.5), want: 50, unit: 'ms' }),
  atMost({ bar: `${name}, p99`, value: percentile(values, 0.99), want: 250, unit: 'ms' }),
];

const cpuBars = (before: CpuSeconds, after: CpuSeconds, calls: number): Bar[] =>
  cpuPerCall(before, after, calls).map(([service, value]) => {
    const want = CPU_BARS[service as keyof typeof CPU_BARS];
    return atMost({ bar: `CPU of ${service} per call`, value, want, unit: 'ms' });
  });

const told = (what: string, { lock, completion }: Latencies): string[] =>
  Object.entries({ lock, completion }).map(([name, values]) => {
    const shares = [0.5, 0.9, 0.99, 1].map((share) => percentile(values, share));
    return `  ${what}, ${name}: p50 ${shares[0]}, p90 ${shares[1]}, p99 ${shares[2]}, at most ${shares[3]} ms`;
  });

/** From the 204 of ingress to the commit of the CRM's double, lock and completion apart, 20 calls a second. */
export const run: RunArea = async ({ short, say }) => {
  const [warmUp, quiet, measured] = short ? [200, 50, 300] : [400, 150, 2_400];
  const stage = await openStage();
  try {
    const taskIds = await stage.crm.makeTasks(warmUp + quiet + measured);
    const warm = await placeCalls(stage, taskIds.slice(0, warmUp));
    await allApplied(stage, warmUp);
    const few = await placeCalls(stage, taskIds.slice(warmUp, warmUp + quiet), QUIET_CALLS_PER_SECOND);
    const [before, othersBefore] = [productCpu(stage), otherCpu(stage)];
    const calls = await placeCalls(stage, taskIds.slice(warmUp + quiet));
    const [after, othersAfter] = [productCpu(stage), otherCpu(stage)];
    await allApplied(stage, taskIds.length);
    await checkWritten(stage.crm, [...warm, ...few, ...calls]);
    if (stage.exportedSpans() === 0) throw new Error('no span was exported: the telemetry was off');
    const moments = { taken: stage.vendor.deliveries(), writes: await stage.crm.writes() };
    told(`at ${QUIET_CALLS_PER_SECOND} calls/s`, latenciesOf(few, moments)).forEach(say);
    const { lock, overtaken, completion } = latenciesOf(calls, moments);
    told(`at ${CALLS_PER_SECOND} calls/s`, { lock, overtaken, completion }).forEach(say);
    for (const [name, value] of cpuPerCall(othersBefore, othersAfter, calls.length))
      say(`  CPU of ${name} per call: ${value.toFixed(1)} ms`);
    return [
      ...timeBars('from the 204 to the task in flight', lock),
      atMost({ bar: 'calls that ended before their lock', value: overtaken, want: 0, unit: 'calls' }),
      ...timeBars('from the 204 to the task completed', completion),
      ...cpuBars(before, after, calls.length),
    ];
  } finally {
    await stage.close();
  }
};
