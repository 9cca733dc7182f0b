import { join } from 'node:path';
import { startAgntixSandbox } from '@switchback/agntix-sandbox';
import { freshDatabase, freshTopics, secretFile } from '@switchback/testing';
import { CRM_TOKEN, crmHand } from '../crm/crm-hand.ts';
import { startCrmSync } from '../crm/start-crm-sync.ts';
import { startShipped } from '../crm/start-shipped.ts';
import { SECRET } from '../ingress/secret.ts';
import { startSpanSink } from '../ingress/span-sink.ts';

const ORGANIZATION = 'acme';
const migrations = join(import.meta.dirname, '../../../../apps/transcript/prisma');
const REQUESTS_PER_MINUTE = 60_000;

/** The product from end to end, one process of each service with its telemetry exported, between both doubles. */
export const openStage = async () => {
  const { brokers, prefix } = await freshTopics();
  const sink = await startSpanSink();
  const env = {
    ...{ KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix, GROUP_PREFIX: prefix },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  };
  const crm = await startShipped('crm-sandbox', { TOKEN: CRM_TOKEN });
  const secrets = [{ file: await secretFile(SECRET) }];
  const endpoints = JSON.stringify([{ name: 'main', organization: ORGANIZATION, secrets }]);
  const ingress = await startShipped('ingress', { ...env, WEBHOOK_ENDPOINTS: endpoints });
  const vendor = await startAgntixSandbox({
    webhooks: [{ url: `${ingress.url}/webhooks/agntix/main`, secret: SECRET }],
  });
  const database = await freshDatabase(migrations);
  const apiKeyFile = await secretFile(vendor.apiKey);
  const organizations = [
    { name: ORGANIZATION, baseUrl: vendor.url, apiKeyFile, requestsPerMinute: REQUESTS_PER_MINUTE },
  ];
  const transcript = await startShipped('transcript', {
    ...{ ...env, DATABASE_URL: database.url },
    AGNTIX_ORGANIZATIONS: JSON.stringify(organizations),
  });
  const crmSync = await startCrmSync({ crmUrl: crm.url, organization: ORGANIZATION, env }, 1);
  const [replica] = crmSync.replicas;
  return {
    vendor,
    crm: crmHand(crm),
    crmSync,
    /** The product's processes, whose CPU counts. */
    pids: { ingress: ingress.pid, transcript: transcript.pid, 'crm-sync': replica?.pid ?? 0 },
    /** The world around it, in processes of this machine. */
    doubles: { 'the double of the CRM': crm.pid, 'the bench with the double of the vendor': process.pid },
    exportedSpans: () => sink.exports(),
    close: async () => {
      await vendor.close();
      await Promise.all([ingress.stop(), transcript.stop(), crmSync.close(), crm.kill()]);
      await database.drop();
      sink.stop();
    },
  };
};
export type PipelineStage = Awaited<ReturnType<typeof openStage>>;
