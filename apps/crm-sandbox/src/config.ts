import { loadConfigOrExit, port } from '@switchback/config';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';

const count = z.coerce.number().int().min(0);

/** @public docs/settings.md is written from it. */
export const schema = z.object({
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PORT: port.default(8091).describe('the port of the CRM'),
  MANAGEMENT_PORT: port.default(9091).describe('the port for health and metrics'),
  LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
  RATE_PER_TEN_SECONDS: count.default(0).describe('requests that are allowed in any ten seconds; 0: no limit'),
  DAILY_LIMIT: count.default(0).describe('requests that are allowed in a day; 0: no limit'),
  INDEX_DELAY_MS: count.default(5_000).describe('how long search does not see what was written'),
  TOKEN: z.string().min(1).describe('the bearer token that callers send'),
});

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;
