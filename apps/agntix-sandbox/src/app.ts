import { startManagement } from '@switchback/observability';
import type { Logger } from '@switchback/observability';
import { optionsOf } from './config.ts';
import type { Config } from './config.ts';
import { startAgntixSandbox } from './start-sandbox.ts';

/** Runs the double of Agntix as a process of its own, until SIGTERM. */
export const start = async (
  config: Config,
  logger: Logger,
  telemetry: { shutdown(): Promise<void> },
): Promise<void> => {
  const sandbox = await startAgntixSandbox(optionsOf(config));
  const management = await startManagement({ port: config.MANAGEMENT_PORT, host: config.HOST, checks: {} });
  const { url, seed } = sandbox;
  logger.info({ event: 'ready', url, managementUrl: management.url, seed }, 'the Agntix sandbox takes calls');
  const stop = async () => {
    await Promise.all([sandbox.close(), management.close(), telemetry.shutdown()]);
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
};
