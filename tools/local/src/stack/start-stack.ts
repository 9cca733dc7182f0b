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

/** Migrates, creates topics, and starts every service that is needed; stops them again when one fails. `onStarted` sees each. */
export const startStack = async (given: {
  credentials: Credentials;
  brokers: string;
  databaseUrl: string;
  onStarted: (service: Service) => void;
}): Promise<RunningStack> => {
  const { credentials, brokers, databaseUrl, onStarted } = given;
  const { agntix, crm } = credentials;
  const [port, transcripts, crmSync, , webhookSecret, apiKey, token] = await Promise.all([
    assignPorts(),
    prepareDatabase(databaseUrl, 'transcript'),
    prepareDatabase(databaseUrl, 'crm-sync'),
    prepareTopics(brokers),
    writeSecret('webhook-secret', agntix.webhookSecret),
    writeSecret('agntix-key', agntix.apiKey),
    writeSecret('crm-token', crm.token),
  ]);
  const webhookUrl = `${at(port.ingress.PORT)}/webhooks/agntix/main`;
  const agntixUrl = agntix.baseUrl ?? at(port['agntix-sandbox'].PORT);
  const crmUrl = crm.baseUrl ?? at(port['crm-sandbox'].PORT);
  const policy = await writeSecret('policy.yaml', policyText(crmUrl, token));
  const local = { HOST: '127.0.0.1', KAFKA_BROKERS: brokers };
  const start = async (app: App, env: Record<string, string>) => {
    const service = await startService(app, { ...port[app], ...env });
    onStarted(service);
    return service;
  };
  const services = await Promise.all([
    start('ingress', {
      ...local,
      WEBHOOK_ENDPOINTS: JSON.stringify([{ name: 'main', organization: 'demo', secrets: [{ file: webhookSecret }] }]),
    }),
    start('transcript', {
      ...local,
      DATABASE_URL: transcripts,
      AGNTIX_ORGANIZATIONS: JSON.stringify([{ name: 'demo', baseUrl: agntixUrl, apiKeyFile: apiKey }]),
    }),
    // The CRM first: crm-sync prepares the account when it starts.
    (crm.sandbox ? start('crm-sandbox', { HOST: '127.0.0.1', TOKEN: crm.token }) : Promise.resolve()).then(
      async (sandbox) => [
        ...(sandbox ? [sandbox] : []),
        await start('crm-sync', { ...local, DATABASE_URL: crmSync, POLICY_FILE: policy }),
      ],
    ),
    ...(agntix.sandbox
      ? [
          start('agntix-sandbox', {
            HOST: '127.0.0.1',
            API_KEY: agntix.apiKey,
            WEBHOOK_URL: webhookUrl,
            WEBHOOK_SECRET: agntix.webhookSecret,
          }),
        ]
      : []),
  ]).then((started) => started.flat());
  const stack: Stack = {
    pid: process.pid,
    services: Object.fromEntries(
      services.map(({ name, url, managementUrl, pid }) => [name, { url, managementUrl, pid }]),
    ),
    kafka: { brokers },
    databases: { transcript: { url: transcripts }, 'crm-sync': { url: crmSync } },
    webhook: { url: webhookUrl, ...(agntix.sandbox && { secret: agntix.webhookSecret }) },
    agntix: { url: agntixUrl, ...(agntix.sandbox && { apiKey: agntix.apiKey }) },
    crm: { kind: 'hubspot', url: crmUrl, ...(crm.sandbox && { token: crm.token }) },
  };
  return { stack, services };
};
