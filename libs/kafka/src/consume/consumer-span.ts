import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { ConsumedRecord } from '../consumed-record.ts';

/** The trace that a record came with. */
export const traceOf = (record: ConsumedRecord): Context => propagation.extract(context.active(), record.headers);

/** Where one attempt to handle a record runs, to be ended once. */
class ConsumerSpan {
  readonly #within: Context;
  readonly #span: Span | undefined;

  constructor(within: Context, span?: Span) {
    this.#within = within;
    this.#span = span;
  }

  run<A extends unknown[], T>(work: (...args: A) => T, ...args: A): T {
    return context.with(this.#within, work, undefined, ...args);
  }

  end(failed: boolean): void {
    if (failed) this.#span?.setStatus({ code: SpanStatusCode.ERROR });
    this.#span?.end();
  }
}
export type { ConsumerSpan };

/**
 * A consumer span that continues the trace its record came with. Below a trace that is not sampled, and where telemetry is
 * off, none is made: the record is handled in the trace as it came, so that logs still tell which one.
 */
export const startConsumerSpan = (
  { topic, partition, offset }: ConsumedRecord,
  parent: Context,
  labels: Attributes,
): ConsumerSpan => {
  const came = trace.getSpanContext(parent);
  if (came && (came.traceFlags & TraceFlags.SAMPLED) === 0) return new ConsumerSpan(parent);
  // Asked for at each use: a tracer taken at import would be the one that does nothing.
  const tracer = trace.getTracer('switchback.kafka');
  const span = tracer.startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER, attributes: labels }, parent);
  if (!isSpanContextValid(span.spanContext())) return new ConsumerSpan(parent);
  if (span.isRecording())
    span.setAttributes({
      'messaging.operation.type': 'process',
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': offset.toString(),
    });
  return new ConsumerSpan(trace.setSpan(parent, span), span);
};
