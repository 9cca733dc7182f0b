import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { tracesPerSecond } from './traces-per-second.ts';

const under = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags });

describe('tracesPerSecond', () => {
  it('samples so many new traces in each second, and lets the rest follow their parent', () => {
    const clock = { now: 0 };
    const sampler = tracesPerSecond(2, () => clock.now);
    const sampled = (context = ROOT_CONTEXT) =>
      sampler.shouldSample(context, '1'.repeat(32), 'name', SpanKind.SERVER, {}, []).decision ===
      SamplingDecision.RECORD_AND_SAMPLED;
    expect(sampler.full()).toBe(false);
    expect([sampled(), sampled(), sampled()]).toEqual([true, true, false]);
    expect(sampler.full()).toBe(true);
    expect([sampled(under(TraceFlags.SAMPLED)), sampled(under(TraceFlags.NONE))]).toEqual([true, false]);
    clock.now = 1_000;
    expect(sampled()).toBe(true);
  });
});
