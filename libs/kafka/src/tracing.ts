import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import type { ConsumedRecord } from './consumed-record.ts';

// Asked for at each use: a tracer taken at import would be the one that does nothing.
const tracer = () => trace.getTracer('switchback.kafka');

const run = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};

/** Runs `work` in a consumer span that continues the record's trace. */
export const inConsumerSpan = <T>(record: ConsumedRecord, group: string, work: () => Promise<T>): Promise<T> => {
  const attributes: Attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'process',
    'messaging.destination.name': record.topic,
    'messaging.destination.partition.id': String(record.partition),
    'messaging.kafka.offset': record.offset.toString(),
    'messaging.consumer.group.name': group,
  };
  const parent = propagation.extract(context.active(), record.headers);
  const span = tracer().startSpan(`process ${record.topic}`, { kind: SpanKind.CONSUMER, attributes }, parent);
  return context.with(trace.setSpan(parent, span), () => run(span, work));
};
