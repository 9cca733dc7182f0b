export { createLogger, logLevels } from './create-logger.ts';
export type { Logger, LogLevel } from './create-logger.ts';
export type { Health } from './health.ts';
export { releaseStartupMemory } from './release-startup-memory.ts';
export { runService } from './run-service.ts';
export type { ServicePart } from './run-service.ts';
export { startManagement } from './start-management.ts';
export type { Management } from './start-management.ts';
export { startTelemetry } from './start-telemetry.ts';
