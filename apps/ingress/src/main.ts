import { createLogger, startTelemetry } from '@switchback/observability';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger({ service: 'ingress', level: config.LOG_LEVEL });
const telemetry = startTelemetry({
  service: 'ingress',
  otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  tracesPerSecond: config.TRACES_PER_SECOND,
  instrument: false,
});
// Imported only now, so that its meters and tracers are real ones (docs/adr/0020).
const { start } = await import('./app.ts');
await start(config, logger, telemetry);
