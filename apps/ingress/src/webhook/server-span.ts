import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { startRootSpan } from '@switchback/observability';

// Made before telemetry is set up: it goes to whatever is set up then.
const tracer = trace.getTracer('switchback.ingress');
const attributes = { 'http.request.method': 'POST', 'http.route': '/webhooks/agntix/:endpoint' };

/**
 * Runs `work` in the request's span. Always a new trace: whoever sends a `traceparent` here is a stranger, who must not
 * decide what is recorded.
 */
export const inServerSpan = async <T>(work: () => Promise<T>, statusOf: (result: T) => number): Promise<T> => {
  const span = startRootSpan(tracer, 'POST /webhooks/agntix/:endpoint', { kind: SpanKind.SERVER, attributes });
  try {
    const result = await context.with(trace.setSpan(ROOT_CONTEXT, span), work);
    if (span.isRecording()) {
      const status = statusOf(result);
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    return result;
  } finally {
    span.end();
  }
};
