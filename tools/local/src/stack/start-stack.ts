import { freePort } from '../free-port.ts';
import type { Credentials } from './credentials.ts';
import { prepareDatabase, prepareTopics, writeSecret } from './prepare.ts';
import { startService } from './start-service.ts';
import type { Service } from './start-service.ts';
import type { Stack } from './stack-file.ts';

const ports = {
  ingress: 8_080,
  transcript: 8_081,
  'crm-sync': 8_082,
  'agntix-sandbox': 8_090,
  'crm-sandbox': 8_091,
} as const;
type App = keyof typeof ports;

export interface RunningStack {
  readonly stack: Stack;
  readonly services: readonly Service[];
}

/** The wanted ports, or the next free ones, for all apps at once, so that no two get the same. */
const assignPorts = async (): Promise<Record<App, { PORT: string; MANAGEMENT_PORT: string }>> => {
  const taken = new Set<number>();
  const next = async (wanted: number) => {
    const port = await freePort(wanted, taken);
    taken.add(port);
    return String(port);
  };
  const assigned: [string, { PORT: string; MANAGEMENT_PORT: string }][] = [];
  for (const [app, port] of Object.entries(ports))
    assigned.push([app, { PORT: await next(port), MANAGEMENT_PORT: await next(port + 1_000) }]);
  return Object.fromEntries(assigned) as Record<App, { PORT: string; MANAGEMENT_PORT: string }>;
};

const policyText = (crmUrl: string, tokenFile: string): string => `connections:
  - { name: demo-crm, kind: hubspot, baseUrl: '${crmUrl}', tokenFile: '${tokenFile}' }
organizations:
  - { name: demo, connection: demo-crm, correlation: { variables: [taskId], directions: [OUTBOUND] } }
`;

const at = (port: string) => `http://127.0.0.1:${port}`;

interface Prepared {
  readonly brokers: string;
  readonly port: Record<App, { PORT: string; MANAGEMENT_PORT: string }>;
  readonly databases: { readonly transcript: string; readonly crmSync: string };
  readonly files: { readonly webhookSecret: string; readonly apiKey: string; readonly policy: string };
  readonly urls: { readonly webhook: string; readonly agntix: string; readonly crm: string };
}

/** Everything that must be there before the first service: databases, topics, ports, secrets and the policy. */
const prepare = async ({ agntix, crm }: Credentials, brokers: string, databaseUrl: string): Promise<Prepared> => {
  const [port, transcript, crmSync, webhookSecret, apiKey, token] = await Promise.all([
    assignPorts(),
    prepareDatabase(databaseUrl, 'transcript'),
    prepareDatabase(databaseUrl, 'crm-sync'),
    writeSecret('webhook-secret', agntix.webhookSecret),
    writeSecret('agntix-key', agntix.apiKey),
    writeSecret('crm-token', crm.token),
    prepareTopics(brokers),
  ]);
  const urls = {
    webhook: `${at(port.ingress.PORT)}/webhooks/agntix/main`,
    agntix: agntix.baseUrl ?? at(port['agntix-sandbox'].PORT),
    crm: crm.baseUrl ?? at(port['crm-sandbox'].PORT),
  };
  const policy = await writeSecret('policy.yaml', policyText(urls.crm, token));
  return { brokers, port, databases: { transcript, crmSync }, files: { webhookSecret, apiKey, policy }, urls };
};

/** What each service is told; the apps' `config.ts` say what it means. */
const environments = (
  { agntix, crm }: Credentials,
  { brokers, databases, files, urls }: Prepared,
): Record<App, Record<string, string>> => {
  const local = { HOST: '127.0.0.1', KAFKA_BROKERS: brokers };
  return {
    ingress: {
      ...local,
      WEBHOOK_ENDPOINTS: JSON.stringify([
        { name: 'main', organization: 'demo', secrets: [{ file: files.webhookSecret }] },
      ]),
    },
    transcript: {
      ...local,
      DATABASE_URL: databases.transcript,
      AGNTIX_ORGANIZATIONS: JSON.stringify([{ name: 'demo', baseUrl: urls.agntix, apiKeyFile: files.apiKey }]),
    },
    'crm-sync': { ...local, DATABASE_URL: databases.crmSync, POLICY_FILE: files.policy },
    'agntix-sandbox': {
      HOST: '127.0.0.1',
      API_KEY: agntix.apiKey,
      WEBHOOK_URL: urls.webhook,
      WEBHOOK_SECRET: agntix.webhookSecret,
    },
    'crm-sandbox': { HOST: '127.0.0.1', TOKEN: crm.token },
  };
};

const describe = (
  { agntix, crm }: Credentials,
  { brokers, databases, urls }: Prepared,
  services: readonly Service[],
): Stack => ({
  pid: process.pid,
  services: Object.fromEntries(
    services.map(({ name, url, managementUrl, pid }) => [name, { url, managementUrl, pid }]),
  ),
  kafka: { brokers },
  databases: { transcript: { url: databases.transcript }, 'crm-sync': { url: databases.crmSync } },
  webhook: { url: urls.webhook, ...(agntix.sandbox && { secret: agntix.webhookSecret }) },
  agntix: { url: urls.agntix, ...(agntix.sandbox && { apiKey: agntix.apiKey }) },
  crm: { kind: 'hubspot', url: urls.crm, ...(crm.sandbox && { token: crm.token }) },
});

/** Migrates, creates topics, and starts every service that is needed. `onStarted` sees each, also when another fails. */
export const startStack = async (given: {
  credentials: Credentials;
  brokers: string;
  databaseUrl: string;
  onStarted: (service: Service) => void;
}): Promise<RunningStack> => {
  const { credentials, onStarted } = given;
  const prepared = await prepare(credentials, given.brokers, given.databaseUrl);
  const env = environments(credentials, prepared);
  const start = async (app: App) => {
    const service = await startService(app, { ...prepared.port[app], ...env[app] });
    onStarted(service);
    return service;
  };
  const crmSide = async () => {
    // The CRM first: crm-sync prepares the account when it starts.
    const sandbox = credentials.crm.sandbox ? [await start('crm-sandbox')] : [];
    return [...sandbox, await start('crm-sync')];
  };
  const agntixSide = async () => (credentials.agntix.sandbox ? [await start('agntix-sandbox')] : []);
  const services = (await Promise.all([start('ingress'), start('transcript'), crmSide(), agntixSide()])).flat();
  return { stack: describe(credentials, prepared, services), services };
};
