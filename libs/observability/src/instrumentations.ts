import type { IncomingMessage, RequestOptions } from 'node:http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

const MANAGEMENT_PATH = /^\/(health\/|metrics)/;

/** Query strings may hold what a person typed or a credential; they never reach a span. */
const withoutQuery = (url: string): string => url.split('?', 1)[0] ?? '';

const ignoreIncomingRequestHook = (request: IncomingMessage) => MANAGEMENT_PATH.test(request.url ?? '');
// The exporter's own requests would trace themselves for ever.
const ignoreOutgoingRequestHook = (request: RequestOptions) => request.path === '/v1/traces';

/** http (server side), pg and undici. Kafka spans are made by libs/kafka, per record. */
export const instrumentations = () => [
  new HttpInstrumentation({
    ignoreIncomingRequestHook,
    ignoreOutgoingRequestHook,
    startIncomingSpanHook: (request) => ({ 'url.path': withoutQuery(request.url ?? ''), 'url.query': '' }),
  }),
  // Statements are parameterised and their values are not captured. Taking a connection from the pool is no span of its
  // own: there is one before every statement, and it tells nothing that the statement's does not.
  new PgInstrumentation({ requireParentSpan: true, enhancedDatabaseReporting: false, ignoreConnectSpans: true }),
  new UndiciInstrumentation({
    requireParentforSpans: true,
    startSpanHook: (request) => ({ 'url.full': withoutQuery(`${request.origin}${request.path}`), 'url.query': '' }),
  }),
];
