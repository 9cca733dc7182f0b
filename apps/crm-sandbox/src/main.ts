import { createLogger, startTelemetry } from '@switchback/observability';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger({ service: 'crm-sandbox', level: config.LOG_LEVEL });
const telemetry = startTelemetry({ service: 'crm-sandbox' });
const { start } = await import('./app.ts');
await start(config, logger, telemetry);
