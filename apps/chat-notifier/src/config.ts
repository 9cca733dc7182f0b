import { brokerList, databaseUrl, loadConfigOrExit, port, secretFile } from '@switchback/config';
import { checkKafkaSecurity, kafkaEnvironment } from '@switchback/kafka';
import { logLevels } from '@switchback/observability';
import { z } from 'zod';

const schema = z
  .object({
    HOST: z.string().default('0.0.0.0').describe('the address to listen on'),
    MANAGEMENT_PORT: port.default(9080).describe('the port for health and metrics'),
    LOG_LEVEL: z.enum(logLevels).default('info').describe('debug, info, warn or error'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('the base URL of an OTLP/HTTP receiver for traces'),
    KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas'),
    TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
    GROUP_PREFIX: z.string().default('').describe('text put before the consumer group'),
    DATABASE_URL: databaseUrl,
    TARGET_URL_FILE: secretFile
      .pipe(z.url({ protocol: /^https?$/ }))
      .describe('the path of a file with the URL to send to'),
    TARGET_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000).describe('the deadline of one request'),
    ...kafkaEnvironment,
  })
  .superRefine(checkKafkaSecurity);

export const readConfig = () => loadConfigOrExit(schema, process.env);
export type Config = ReturnType<typeof readConfig>;

export const readMigrationConfig = () => loadConfigOrExit(z.object({ DATABASE_URL: databaseUrl }), process.env);
