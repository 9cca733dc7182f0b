import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import type { Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { TraceLimit } from './traces-per-second.ts';

const ids = new RandomIdGenerator();
let limit: TraceLimit | undefined;

/** Says which limit new traces are under; without one all are recorded. */
export const limitRootSpans = (traces: TraceLimit | undefined): void => {
  limit = traces;
};

/**
 * The first span of a new trace. Where the limit is reached it only carries ids, for logs and records: a tracer makes
 * up and counts each span before it finds that none is wanted, which under load costs more than all else a span does.
 */
export const startRootSpan = (tracer: Tracer, name: string, options: SpanOptions): Span =>
  limit?.full()
    ? trace.wrapSpanContext({
        traceId: ids.generateTraceId(),
        spanId: ids.generateSpanId(),
        traceFlags: TraceFlags.NONE,
      })
    : tracer.startSpan(name, options, ROOT_CONTEXT);
