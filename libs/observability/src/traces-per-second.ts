import { TraceFlags, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import type { Sampler } from '@opentelemetry/sdk-trace';

export interface TraceLimit extends Sampler {
  /** True when no further new trace of this second will be sampled. */
  full(): boolean;
}

/**
 * Samples up to `limit` new traces per second; what belongs to a trace follows its parent. A quiet system is traced whole,
 * and a busy one pays for no more than the limit.
 */
export const tracesPerSecond = (limit: number, now: () => number = () => performance.now()): TraceLimit => {
  let second = -1;
  let taken = 0;
  const full = (): boolean => {
    const current = Math.floor(now() / 1_000);
    if (current !== second) {
      second = current;
      taken = 0;
    }
    return taken >= limit;
  };
  const root = (): boolean => {
    if (full()) return false;
    taken += 1;
    return true;
  };
  return {
    full,
    shouldSample: (context: Context) => {
      const parent = trace.getSpanContext(context);
      const sampled = parent ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0 : root();
      return { decision: sampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
    toString: () => `TracesPerSecond{${limit}}`,
  };
};
