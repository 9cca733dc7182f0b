import { createLogger, startTelemetry } from '@switchback/observability';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger({ service: 'warehouse-sink', level: config.LOG_LEVEL });
const telemetry = startTelemetry({ service: 'warehouse-sink', otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
// Imported only now, so that the hooks see what it loads.
const { start } = await import('./app.ts');
await start(config, logger, telemetry);
