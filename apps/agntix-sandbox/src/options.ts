import { z } from 'zod';
import { dialectSchema } from './dialect/dialect.ts';
import { planSchema } from './limits/rate-limit.ts';

const webhookSchema = z.strictObject({
  url: z.url(),
  /** `whsec_` and base64. */
  secret: z.string().startsWith('whsec_'),
});

/** Everything that can be chosen about the double. */
export const optionsSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.int().min(0).max(65_535).default(0),
  apiKey: z.string().min(1).default('pk_sandbox'),
  /** The same seed gives the same choices; without one a new one is taken and told. */
  seed: z.int().optional(),
  /** The endpoints that every webhook goes to; none sends nothing. */
  webhooks: z.array(webhookSchema).default([]),
  /** How long a millisecond of the sender's timetable lasts: 0.01 makes 27 hours out of 16 minutes. */
  scale: z.number().positive().default(0.01),
  /** How long a webhook may take, in real milliseconds. */
  webhookTimeoutMs: z.int().positive().default(15_000),
  headers: z.enum(['svix', 'webhook']).default('svix'),
  /** Sends an entry of another scheme before each signature. */
  decoySignature: z.boolean().default(false),
  /** How long a call lasts unless its script says so, in milliseconds. */
  callMs: z.int().min(0).default(200),
  /** How long each answer of the API takes, in milliseconds. */
  latencyMs: z.int().min(0).default(0),
  plan: planSchema.default('unlimited'),
  phoneNumbers: z.int().min(1).max(500).default(1),
  dialect: dialectSchema.prefault({}),
});
export type Options = z.output<typeof optionsSchema>;
export type GivenOptions = z.input<typeof optionsSchema>;
