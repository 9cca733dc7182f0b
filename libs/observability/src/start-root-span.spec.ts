import { afterEach, describe, expect, it } from '@jest/globals';
import { isSpanContextValid } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { limitRootSpans, startRootSpan } from './start-root-span.ts';
import { tracesPerSecond } from './traces-per-second.ts';

const tracerWith = (sampler: ReturnType<typeof tracesPerSecond>) => new TracerProvider({ sampler }).getTracer('test');

describe('startRootSpan', () => {
  afterEach(() => limitRootSpans(undefined));

  it('records up to the limit, and beyond it gives ids of their own', () => {
    const limit = tracesPerSecond(1, () => 0);
    limitRootSpans(limit);
    const tracer = tracerWith(limit);
    const [recorded, second, third] = [0, 1, 2].map(() => startRootSpan(tracer, 'POST', {}));
    expect([recorded, second, third].map((span) => span?.isRecording())).toEqual([true, false, false]);
    const contexts = [recorded, second, third].flatMap((span) => span?.spanContext() ?? []);
    expect(contexts.every(isSpanContextValid)).toBe(true);
    expect(new Set(contexts.map(({ traceId }) => traceId)).size).toBe(3);
  });

  it('leaves all to the tracer where no limit is set', () => {
    const tracer = tracerWith(tracesPerSecond(1, () => 0));
    expect(startRootSpan(tracer, 'POST', {}).isRecording()).toBe(true);
  });
});
