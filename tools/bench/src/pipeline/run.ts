import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { checkWritten } from '../crm/crm-hand.ts';
import { cpuSeconds } from '../ingress/processes.ts';
import { percentile } from '../percentile.ts';
import { latenciesOf } from './latencies.ts';
import type { PlacedCall } from './latencies.ts';
import { openStage } from './stage.ts';
import type { PipelineStage } from './stage.ts';

const CALLS_PER_SECOND = 20;
const CALL_MS = 1_500;
const LOOK_MS = 500;
const ALL_DONE_MS = 120_000;
/** CPU that one call may cost a service, in ms: all three together stay below one core at the rate of the bench. */
const CPU_BARS = { ingress: 5, transcript: 20, 'crm-sync': 25 } as const;

/** Begins a call per task, by the clock, whether earlier ones are done or not. */
const placeCalls = async ({ vendor }: PipelineStage, taskIds: readonly string[]): Promise<PlacedCall[]> => {
  const began = performance.now();
  const placed: PlacedCall[] = [];
  for (const [at, taskId] of taskIds.entries()) {
    const wait = began + (at * 1_000) / CALLS_PER_SECOND - performance.now();
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

const cpuOf = ({ pids }: PipelineStage): Record<string, number> =>
  Object.fromEntries(Object.entries(pids).map(([service, pid]) => [service, cpuSeconds(pid)]));

const timeBars = (name: string, values: readonly number[]): Bar[] => [
  atMost({ bar: `${name}, p50`, value: percentile(values, 0.5), want: 50, unit: 'ms' }),
  atMost({ bar: `${name}, p99`, value: percentile(values, 0.99), want: 250, unit: 'ms' }),
];

const cpuBars = (before: Record<string, number>, after: Record<string, number>, calls: number): Bar[] =>
  Object.entries(CPU_BARS).map(([service, want]) => {
    const value = (((after[service] ?? NaN) - (before[service] ?? NaN)) / calls) * 1_000;
    return atMost({ bar: `CPU of ${service} per call`, value, want, unit: 'ms' });
  });

/** From the 204 of ingress to the commit of the CRM's double, lock and completion apart, 20 calls a second. */
export const run: RunArea = async ({ short, say }) => {
  const [warmUp, measured] = short ? [200, 300] : [400, 2_400];
  const stage = await openStage();
  try {
    const taskIds = await stage.crm.makeTasks(warmUp + measured);
    const warm = await placeCalls(stage, taskIds.slice(0, warmUp));
    const before = cpuOf(stage);
    const calls = await placeCalls(stage, taskIds.slice(warmUp));
    const after = cpuOf(stage);
    await allApplied(stage, taskIds.length);
    await checkWritten(stage.crm, [...warm, ...calls]);
    if (stage.exportedSpans() === 0) throw new Error('no span was exported: the telemetry was off');
    const moments = { taken: stage.vendor.deliveries(), writes: await stage.crm.writes() };
    const { lock, overtaken, completion } = latenciesOf(calls, moments);
    for (const [name, values] of Object.entries({ lock, completion })) {
      const shares = [0.5, 0.9, 0.99, 1].map((share) => percentile(values, share));
      say(`  ${name}: p50 ${shares[0]}, p90 ${shares[1]}, p99 ${shares[2]}, at most ${shares[3]} ms`);
    }
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
