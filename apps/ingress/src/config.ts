import { brokerList, json, loadConfigOrExit, port, secretFile } from '@switchback/config';
import { checkKafkaSecurity, kafkaEnvironment } from '@switchback/kafka';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';

/** Stays a path: the file is read again while the service runs. It must be readable and not empty at the start. */
const readableFile = z.string().superRefine((path, context) => {
  const read = secretFile.safeParse(path);
  for (const { message } of read.error?.issues ?? []) context.addIssue({ code: 'custom', message });
});

const endpoint = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes'),
  organization: z.string().min(1),
  secrets: z
    .array(z.strictObject({ file: readableFile, mode: z.enum(['base64', 'raw']).default('base64') }))
    .describe('several are valid at once, for rotation; none: the endpoint refuses everything'),
  rateLimit: z.number().positive().optional().describe('requests per second; without it there is no limit'),
});
export type EndpointConfig = z.output<typeof endpoint>;

const uniqueNames = (endpoints: readonly EndpointConfig[]) =>
  new Set(endpoints.map(({ name }) => name)).size === endpoints.length;

/** @public docs/settings.md is written from it. */
export const schema = z
  .object({
    HOST: z.string().default('0.0.0.0').describe('the address to listen on'),
    PORT: port.default(8080).describe('the port for webhooks'),
    MANAGEMENT_PORT: port.default(9080).describe('the port for health and metrics'),
    LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('the base URL of an OTLP/HTTP receiver for traces'),
    TRACES_PER_SECOND: z.coerce.number().min(0).default(20).describe('how many requests per second are traced'),
    KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas'),
    TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
    ...kafkaEnvironment,
    WEBHOOK_ENDPOINTS: json(z.array(endpoint).min(1).refine(uniqueNames, 'two endpoints have the same name')).describe(
      'a JSON list like [{"name":"main","organization":"acme","secrets":[{"file":"/etc/switchback/webhook-secret"}]}]',
    ),
    WEBHOOK_MAX_BYTES: z.coerce.number().int().positive().default(3_145_728).describe('the largest body in bytes'),
    WEBHOOK_READING_MAX_BYTES: z.coerce
      .number()
      .int()
      .positive()
      .default(134_217_728)
      .describe('the bytes of all bodies that are being read at once'),
  })
  .superRefine(checkKafkaSecurity);

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;
