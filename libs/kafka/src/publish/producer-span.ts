import { SpanKind, SpanStatusCode, TraceFlags, context, propagation, trace } from '@opentelemetry/api';
import type { IHeaders } from 'kafkajs';

export interface ProducerSpan {
  end(failed: boolean): void;
}

const nothing = () => undefined;

/**
 * The span of one record's send; puts its W3C trace context into the record's `headers`. Below a trace that is not sampled no span is made: the
 * record carries the trace's own context, so that logs still tell which request it came from.
 */
export const startProducerSpan = (topic: string, headers: IHeaders): ProducerSpan => {
  const active = context.active();
  const parent = trace.getSpanContext(active);
  if (parent && (parent.traceFlags & TraceFlags.SAMPLED) === 0) {
    propagation.inject(active, headers);
    return { end: nothing };
  }
  // Asked for at each use: a tracer taken at import would be the one that does nothing.
  const span = trace.getTracer('switchback.kafka').startSpan(`send ${topic}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': topic,
    },
  });
  propagation.inject(trace.setSpan(active, span), headers);
  return {
    end: (failed) => {
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
};
