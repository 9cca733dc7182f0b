import { brokerList, json, loadConfigOrExit, port, secretFile } from '@switchback/config';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';

const endpoint = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes'),
  organization: z.string().min(1),
  /** Several secrets are valid at once, for rotation. None: the endpoint refuses everything. */
  secrets: z.array(z.strictObject({ file: secretFile, mode: z.enum(['base64', 'raw']).default('base64') })),
});
export type EndpointConfig = z.output<typeof endpoint>;

const schema = z.object({
  HOST: z.string().default('0.0.0.0').describe('the address to listen on'),
  PORT: port.default(8080).describe('the port for webhooks'),
  MANAGEMENT_PORT: port.default(9080).describe('the port for health and metrics'),
  LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('the base URL of an OTLP/HTTP receiver for traces'),
  KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas'),
  TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
  WEBHOOK_ENDPOINTS: json(z.array(endpoint).min(1)).describe(
    'a JSON list like [{"name":"main","organization":"acme","secrets":[{"file":"/etc/switchback/webhook-secret"}]}]',
  ),
  WEBHOOK_MAX_BYTES: z.coerce.number().int().positive().default(3_145_728).describe('the largest body in bytes'),
});

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;
