import { brokerList, databaseUrl, json, loadConfigOrExit, port, secretFile } from '@switchback/config';
import { checkKafkaSecurity, kafkaEnvironment } from '@switchback/kafka';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';

const organization = z.strictObject({
  name: z.string().min(1),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.agntix.ai'),
  apiKeyFile: secretFile,
  credential: z.enum(['x-api-key', 'bearer']).default('x-api-key'),
  requestsPerMinute: z.int().positive().default(600).describe("the plan's limit: 100, 600, 3000 or what was agreed"),
  headroom: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.02)
    .describe('the share of the limit left to other users of the account'),
  paths: z
    .partialRecord(z.enum(['getSession', 'listMessages', 'listSessions']), z.tuple([z.string(), z.string()]))
    .optional()
    .describe('other paths than the documented ones: [path, alternate] by name'),
});
export type OrganizationConfig = z.output<typeof organization>;

const reader = z.strictObject({
  consumer: z.string().min(1),
  tokenFile: secretFile,
  organizations: z.array(z.string().min(1)).min(1),
  operator: z.boolean().default(false).describe('may erase and see what waits'),
});

/** @public docs/settings.md is written from it. */
export const schema = z
  .object({
    PORT: port.default(8080).describe('the port of the read API'),
    READ_TOKENS: json(z.array(reader))
      .default([])
      .describe(
        'a JSON list like [{"consumer":"warehouse","tokenFile":"/etc/switchback/token","organizations":["acme"]}]',
      ),
    RETENTION_DAYS: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('after how many days sessions are erased; 0 keeps them'),
    HOST: z.string().default('0.0.0.0').describe('the address to listen on'),
    MANAGEMENT_PORT: port.default(9080).describe('the port for health and metrics'),
    LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('the base URL of an OTLP/HTTP receiver for traces'),
    KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas'),
    ...kafkaEnvironment,
    TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
    GROUP_PREFIX: z.string().default('').describe('text put before the consumer group'),
    KAFKA_SESSION_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(6_000)
      .default(30_000)
      .describe('after how many milliseconds without a sign of life Kafka gives the partitions to others'),
    DATABASE_URL: databaseUrl,
    AGNTIX_ORGANIZATIONS: json(z.array(organization).min(1)).describe(
      'a JSON list like [{"name":"acme","baseUrl":"https://api.agntix.ai","apiKeyFile":"/etc/switchback/agntix-key"}]',
    ),
    AGNTIX_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000).describe('the deadline of one vendor call'),
    AGNTIX_HOLD_MS: z.coerce
      .number()
      .int()
      .positive()
      .default(30_000)
      .describe('how long an organization rests after its API was away or refused the key, in milliseconds'),
  })
  .superRefine(checkKafkaSecurity);

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;

export const readMigrationConfig = () => loadConfigOrExit(z.object({ DATABASE_URL: databaseUrl }), process.env);
