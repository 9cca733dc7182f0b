import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { ConsumedRecord } from './consumed-record.ts';

// Asked for at each use: a tracer taken at import would be the one that does nothing.
const tracer = () => trace.getTracer('switchback.kafka');

export interface ConsumerSpan {
  /** Runs `work` inside the span. */
  run<T>(work: () => T): T;
  end(failed: boolean): void;
}

/** Runs `work` in the trace that the record came with, whose id its log lines then carry. */
export const inTraceOf = (record: ConsumedRecord, work: () => void): void => {
  context.with(propagation.extract(context.active(), record.headers), work);
};

/** A consumer span that continues the record's trace, to be ended once. `labels`: the subscription's, as in metrics. */
export const startConsumerSpan = (record: ConsumedRecord, labels: Attributes): ConsumerSpan => {
  const attributes: Attributes = {
    ...labels,
    'messaging.operation.type': 'process',
    'messaging.destination.partition.id': String(record.partition),
    'messaging.kafka.offset': record.offset.toString(),
  };
  const parent = propagation.extract(context.active(), record.headers);
  const span = tracer().startSpan(`process ${record.topic}`, { kind: SpanKind.CONSUMER, attributes }, parent);
  return {
    run: (work) => context.with(trace.setSpan(parent, span), work),
    end: (failed) => {
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
};
