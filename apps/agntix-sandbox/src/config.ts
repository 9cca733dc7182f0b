import { json, loadConfigOrExit, port } from '@switchback/config';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';
import { dialectSchema } from './dialect/dialect.ts';
import { planSchema } from './limits/rate-limit.ts';
import { optionsSchema } from './options.ts';
import type { Options } from './options.ts';

/** @public docs/settings.md is written from it. */
export const schema = z.object({
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PORT: port.default(8090).describe('the port of the API'),
  MANAGEMENT_PORT: port.default(9090).describe('the port for health and metrics'),
  LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
  API_KEY: z.string().min(1).describe('the key that callers send as x-api-key'),
  WEBHOOK_URL: z.url().optional().describe('where webhooks are delivered; nowhere without it'),
  WEBHOOK_SECRET: z
    .string()
    .startsWith('whsec_')
    .optional()
    .describe('the secret that signs webhooks, whsec_ and base64'),
  MORE_WEBHOOKS: json(z.array(z.strictObject({ url: z.url(), secret: z.string().startsWith('whsec_') })))
    .default([])
    .describe('a JSON list of further endpoints like [{"url":"http://127.0.0.1:8080/","secret":"whsec_…"}]'),
  WEBHOOK_HEADERS: z.enum(['svix', 'webhook']).default('svix').describe('the family of header names, svix or webhook'),
  DECOY_SIGNATURE: z.stringbool().default(false).describe('true sends a v1a entry before each signature'),
  SEED: z.coerce.number().int().optional().describe('an integer; the same seed gives the same choices'),
  CALL_MS: z.coerce.number().int().min(0).default(200).describe('how long a call lasts, in milliseconds'),
  LATENCY_MS: z.coerce.number().int().min(0).default(0).describe('how long each answer takes, in milliseconds'),
  RETRY_SCALE: z.coerce.number().positive().default(0.01).describe("the fraction of Svix's real retry timetable"),
  PLAN: z
    .string()
    .default('unlimited')
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
    .pipe(planSchema)
    .describe('free, starter, growth, unlimited or the requests per minute'),
  PHONE_NUMBERS: z.coerce.number().int().min(1).max(500).default(1).describe('how many phone numbers there are'),
  DIALECT: json(dialectSchema)
    .prefault('{}')
    .describe('a JSON object like {"session":"C","paths":"v1"}, see README.md'),
});

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;

/** The options of the double that the settings stand for. */
export const optionsOf = (config: Config): Options =>
  optionsSchema.parse({
    host: config.HOST,
    port: config.PORT,
    apiKey: config.API_KEY,
    seed: config.SEED,
    webhooks: [
      ...(config.WEBHOOK_URL === undefined ? [] : [{ url: config.WEBHOOK_URL, secret: config.WEBHOOK_SECRET }]),
      ...config.MORE_WEBHOOKS,
    ],
    scale: config.RETRY_SCALE,
    headers: config.WEBHOOK_HEADERS,
    decoySignature: config.DECOY_SIGNATURE,
    callMs: config.CALL_MS,
    latencyMs: config.LATENCY_MS,
    plan: config.PLAN,
    phoneNumbers: config.PHONE_NUMBERS,
    dialect: config.DIALECT,
  });
