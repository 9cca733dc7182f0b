import { loadConfigOrExit, port } from '@switchback/config';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';

const schema = z.object({
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PORT: port.default(8090).describe('the port of the API'),
  MANAGEMENT_PORT: port.default(9090).describe('the port for health and metrics'),
  LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
  API_KEY: z.string().min(1).describe('the key that callers send as x-api-key'),
  WEBHOOK_URL: z.url().describe('where webhooks are delivered'),
  WEBHOOK_SECRET: z.string().startsWith('whsec_').describe('the secret that signs webhooks, whsec_ and base64'),
  SEED: z.coerce.number().int().default(1).describe('an integer; the same seed gives the same choices'),
  CALL_MS: z.coerce.number().int().min(0).default(200).describe('how long a call lasts, in milliseconds'),
  RETRY_SCALE: z.coerce.number().positive().default(0.01).describe("the fraction of Svix's real retry timetable"),
});

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;
