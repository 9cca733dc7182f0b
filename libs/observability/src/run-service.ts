import type { Logger } from './create-logger.ts';
import type { HealthChecks } from './health.ts';
import { releaseStartupMemory } from './release-startup-memory.ts';
import { startManagement } from './start-management.ts';

/** Something that a service consists of. */
export interface ServicePart {
  /** Resolves when the part works. */
  start?(): Promise<unknown> | undefined;
  /** Finishes what runs, then lets go of everything. Called also when `start` was not. */
  stop(): Promise<unknown>;
}

export interface ServiceOptions {
  readonly service: string;
  readonly logger: Logger;
  readonly telemetry: { shutdown(): Promise<void> };
  readonly management: { readonly port: number; readonly host: string };
  readonly checks: HealthChecks;
  /** In the order in which they stand on each other: what takes work in comes last. */
  readonly parts: readonly ServicePart[];
}

/** Stops the parts in turn, the last one first; true when each of them did. A part that fails holds up none after it. */
export const stopParts = async (parts: readonly ServicePart[], logger: Logger): Promise<boolean> => {
  let clean = true;
  for (const part of parts.toReversed()) {
    try {
      await part.stop();
    } catch (error) {
      clean = false;
      logger.error({ event: 'stop.failed', error }, 'a part of the service could not be stopped');
    }
  }
  return clean;
};

/**
 * Runs a service until SIGTERM or SIGINT: opens the management port, starts the parts in order and logs the ready line.
 * The signal turns readiness off, stops the parts in reverse order, hands out telemetry and ends the process with 0, or with
 * 1 where a part could not be stopped. Rejects when a part does not start.
 */
export const runService = async (options: ServiceOptions): Promise<void> => {
  const { service, logger, telemetry, checks, parts } = options;
  const management = await startManagement({ ...options.management, checks });
  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'draining');
    management.drain();
    const clean = await stopParts(parts, logger);
    await telemetry.shutdown();
    await management.close();
    process.exit(clean ? 0 : 1);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
  for (const part of parts) await part.start?.();
  releaseStartupMemory();
  logger.info({ event: 'ready', url: null, managementUrl: management.url }, `${service} reads its topics`);
};
