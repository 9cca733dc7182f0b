import { createLogger, startTelemetry } from '@switchback/observability';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger({ service: 'chat-notifier', level: config.LOG_LEVEL });
const telemetry = startTelemetry({ service: 'chat-notifier', otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
// Imported only now, so that the hooks see what it loads.
const { start } = await import('./app.ts');
await start(config, logger, telemetry);
