import { secretFile } from '@switchback/config';
import { z } from 'zod';
import type { KafkaSecurity } from './kafka-security.ts';

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const;
const path = z.string().min(1);

/** TLS and SASL settings that every app which talks to Kafka puts into its own schema. */
export const kafkaEnvironment = {
  KAFKA_TLS: z.enum(['true', 'false']).default('false').describe('true to talk TLS to the brokers'),
  KAFKA_TLS_CA_FILE: secretFile.optional().describe('the path of a PEM file with the authorities to trust'),
  KAFKA_TLS_CERT_FILE: secretFile.optional().describe("the path of a PEM file with the client's certificate"),
  KAFKA_TLS_KEY_FILE: secretFile.optional().describe("the path of a PEM file with the client certificate's key"),
  KAFKA_SASL_MECHANISM: z.enum(mechanisms).optional().describe(mechanisms.join(', ')),
  KAFKA_SASL_USERNAME: z.string().optional().describe('the user for plain and scram'),
  KAFKA_SASL_PASSWORD_FILE: secretFile.optional().describe('the path of a file with the password for plain and scram'),
  KAFKA_SASL_TOKEN_FILE: path.optional().describe('the path of a file with an OAuth token, read at each login'),
  KAFKA_SASL_TOKEN_URL: z.url().optional().describe('the URL of an OAuth token endpoint, for client credentials'),
  KAFKA_SASL_CLIENT_ID: z.string().optional().describe('the OAuth client'),
  KAFKA_SASL_CLIENT_SECRET_FILE: secretFile.optional().describe("the path of a file with the OAuth client's secret"),
  KAFKA_SASL_SCOPE: z.string().optional().describe('the OAuth scope to ask for'),
};
type Settings = z.output<z.ZodObject<typeof kafkaEnvironment>>;

const missing = (settings: Settings, names: readonly (keyof Settings)[], why: string): string[] =>
  names.filter((name) => settings[name] === undefined).map((name) => `${name} is missing: ${why}.`);

const saslFaults = (settings: Settings): string[] => {
  const mechanism = settings.KAFKA_SASL_MECHANISM;
  if (!mechanism) return [];
  if (mechanism !== 'oauthbearer')
    return missing(settings, ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD_FILE'], `${mechanism} needs it`);
  if (settings.KAFKA_SASL_TOKEN_FILE) return [];
  const names = ['KAFKA_SASL_TOKEN_URL', 'KAFKA_SASL_CLIENT_ID', 'KAFKA_SASL_CLIENT_SECRET_FILE'] as const;
  return missing(settings, names, 'oauthbearer needs it, or else KAFKA_SASL_TOKEN_FILE');
};

const tlsFaults = (settings: Settings): string[] => {
  const { KAFKA_TLS, KAFKA_TLS_CERT_FILE: cert, KAFKA_TLS_KEY_FILE: key } = settings;
  const files = [settings.KAFKA_TLS_CA_FILE, cert, key];
  if (KAFKA_TLS === 'false')
    return files.some(Boolean) ? ['KAFKA_TLS is wrong: TLS files are given; set it to true.'] : [];
  if (Boolean(cert) === Boolean(key)) return [];
  return [`${cert ? 'KAFKA_TLS_KEY_FILE' : 'KAFKA_TLS_CERT_FILE'} is missing: certificate and key go together.`];
};

/** What does not fit together; every fault, no value. */
const kafkaSecurityFaults = (settings: Settings): string[] => [...tlsFaults(settings), ...saslFaults(settings)];

const saslOf = (settings: Settings): KafkaSecurity['sasl'] => {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_TOKEN_FILE: tokenFile } = settings;
  if (!mechanism) return undefined;
  if (mechanism !== 'oauthbearer') {
    const { KAFKA_SASL_USERNAME: username = '', KAFKA_SASL_PASSWORD_FILE: password = '' } = settings;
    return { mechanism, username, password };
  }
  if (tokenFile) return { mechanism, tokenFile };
  const { KAFKA_SASL_TOKEN_URL: tokenUrl = '', KAFKA_SASL_CLIENT_ID: clientId = '' } = settings;
  const { KAFKA_SASL_CLIENT_SECRET_FILE: clientSecret = '', KAFKA_SASL_SCOPE: scope } = settings;
  return { mechanism, tokenUrl, clientId, clientSecret, scope };
};

/** For `connectKafka`, of settings without faults. */
export const kafkaSecurity = (settings: Settings): KafkaSecurity => ({
  ...(settings.KAFKA_TLS === 'true' && {
    tls: {
      ca: settings.KAFKA_TLS_CA_FILE,
      cert: settings.KAFKA_TLS_CERT_FILE,
      key: settings.KAFKA_TLS_KEY_FILE,
    },
  }),
  sasl: saslOf(settings),
});

/** For an app's schema: `z.object({...kafkaEnvironment}).superRefine(checkKafkaSecurity)`. */
export const checkKafkaSecurity = (settings: Settings, context: z.core.$RefinementCtx): void => {
  for (const fault of kafkaSecurityFaults(settings)) {
    const [name = '', ...rest] = fault.split(' ');
    context.issues.push({
      code: 'custom',
      path: [name],
      message: rest
        .join(' ')
        .replace(/^is (missing|wrong): /, '')
        .replace(/\.$/, ''),
      input: undefined,
    });
  }
};
