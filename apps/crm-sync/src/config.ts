import { brokerList, databaseUrl, json, loadConfigOrExit, port, secretFile } from '@switchback/config';
import { presentationOf } from '@switchback/crm-mapping';
import { checkKafkaSecurity, kafkaEnvironment } from '@switchback/kafka';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';
import { policyFile } from './policy/policy-file.ts';

const caller = z.strictObject({
  name: z.string().min(1),
  tokenFile: secretFile,
  organizations: z.array(z.string().min(1)).min(1),
  operator: z.boolean().default(false).describe('may see, retry, rematch and erase, beside registering attempts'),
});

/** @public docs/settings.md is written from it. */
export const schema = z
  .object({
    PORT: port.default(8080).describe('the port of the API'),
    API_TOKENS: json(z.array(caller))
      .default([])
      .describe('a JSON list like [{"name":"dialer","tokenFile":"/etc/switchback/token","organizations":["acme"]}]'),
    HOST: z.string().default('0.0.0.0').describe('the address to listen on'),
    MANAGEMENT_PORT: port.default(9080).describe('the port for health and metrics'),
    LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('the base URL of an OTLP/HTTP receiver for traces'),
    KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas'),
    ...kafkaEnvironment,
    TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
    GROUP_PREFIX: z.string().default('').describe('text put before the consumer group'),
    DATABASE_URL: databaseUrl,
    POLICY_FILE: policyFile.describe('the path of the YAML file with connections, organizations and what they write'),
    TRANSCRIPT_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("the URL of transcript's read API; needed where the mapping puts transcripts into the CRM"),
    TRANSCRIPT_TOKEN_FILE: secretFile.optional().describe('the file with a token of that API'),
    CRM_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000).describe('the deadline of one CRM request'),
    CRM_HOLD_MS: z.coerce
      .number()
      .int()
      .positive()
      .default(60_000)
      .describe(
        'how long a connection rests after its CRM was away or refused the token; 15 times that when its day is used up',
      ),
    CRM_SETTLE_MS: z.coerce
      .number()
      .int()
      .positive()
      .default(65_000)
      .describe('how long the CRM may take to commit a request whose answer was lost'),
  })
  .superRefine(checkKafkaSecurity)
  .superRefine(({ POLICY_FILE: policy, ...given }, context) => {
    const isWanted = policy.connections.some(({ name }) => presentationOf(policy, name).content.transcript);
    for (const name of ['TRANSCRIPT_URL', 'TRANSCRIPT_TOKEN_FILE'] as const)
      if (isWanted && given[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'needed: the mapping puts transcripts into the CRM',
        });
  });

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;

export const readMigrationConfig = () => loadConfigOrExit(z.object({ DATABASE_URL: databaseUrl }), process.env);
