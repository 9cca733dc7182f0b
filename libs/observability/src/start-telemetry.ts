import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { instrumentations } from './instrumentations.ts';
import { metricsReader } from './metrics-reader.ts';
import { limitRootSpans } from './start-root-span.ts';
import { tracesPerSecond } from './traces-per-second.ts';

export interface TelemetryOptions {
  readonly service: string;
  /** Base URL of an OTLP/HTTP receiver; spans go to `<endpoint>/v1/traces`. Without it nothing is exported. */
  readonly otlpEndpoint?: string | undefined;
  /** New traces per second that are recorded; without it all are. */
  readonly tracesPerSecond?: number | undefined;
  /** False where the app makes its own spans: then no module is hooked (docs/adr/0020). */
  readonly instrument?: boolean;
}

/**
 * Installs tracer, meter and the hooks that instrument http, pg and undici. Modules imported before this call are not
 * instrumented, so an app imports itself dynamically after it. `shutdown` hands out what is still held.
 */
export const startTelemetry = ({
  service,
  otlpEndpoint,
  tracesPerSecond: limit,
  instrument = true,
}: TelemetryOptions): { shutdown(): Promise<void> } => {
  // The synchronous hooks cost 2 to 4 MB; the usual loader thread costs 41 MB and 0.7 s.
  if (instrument) register({ include: ['pg', 'pg-pool', 'http', 'https', 'node:http', 'node:https'] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const resource = resourceFromAttributes({ 'service.name': service });
  // The processor takes an options object; the positional form silently exports nothing (OpenTelemetry JS 3.x).
  const spanProcessors = otlpEndpoint
    ? [
        new BatchSpanProcessor({
          exporter: new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/$/, '')}/v1/traces` }),
        }),
      ]
    : [];
  const sampler = limit === undefined ? undefined : tracesPerSecond(limit);
  limitRootSpans(sampler);
  const tracers = new TracerProvider({
    resource,
    spanProcessors,
    ...(sampler && { sampler }),
  });
  trace.setGlobalTracerProvider(tracers);
  const meters = new MeterProvider({ resource, readers: [metricsReader] });
  metrics.setGlobalMeterProvider(meters);
  if (instrument)
    registerInstrumentations({ tracerProvider: tracers, meterProvider: meters, instrumentations: instrumentations() });
  return {
    shutdown: async () => {
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
    },
  };
};
