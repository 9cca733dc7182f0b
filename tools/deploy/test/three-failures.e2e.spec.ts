import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes, subscriptions, topics } from '@switchback/contracts';
import { KafkaProducer } from '@switchback/kafka';
import { freshDatabase, freshTopics, secretFile, signedWebhook, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { parse } from 'yaml';
import { consumers } from '../src/dashboards/consumers.ts';
import { ingress as ingressDashboard } from '../src/dashboards/ingress.ts';
import { metricNames } from '../src/dashboards/metric-names.ts';
import { wayOfACall } from '../src/dashboards/way-of-a-call.ts';
import { serveGroupView } from './group-view.ts';
import { hasPrometheus, startPrometheus } from './prometheus.ts';
import type { Sample } from './prometheus.ts';

const SECRET = `whsec_${Buffer.from('three-failures-secret').toString('base64')}`;
const workspace = join(import.meta.dirname, '../../..');
const here = hasPrometheus();
if (!here)
  process.stderr.write('!! prometheus is not here: the dashboards are NOT tried on real metrics in this run\n');

const send = async (method: string, url: string, headers: Record<string, string>, body?: unknown) => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect([url, response.status < 300]).toEqual([url, true]);
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
};

(here ? describe : describe.skip)('three failures on the consumers dashboard', () => {
  const running: Record<string, RunningApp> = {};
  const closers: (() => Promise<unknown>)[] = [];
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  let kafka: Awaited<ReturnType<typeof freshTopics>>['kafka'];
  let prefix: string;
  const settings: Record<string, Record<string, string>> = {};
  let view: Awaited<ReturnType<typeof serveGroupView>>;

  const start = async (app: string) => {
    running[app] = await startApp(app, settings[app]!);
    return running[app];
  };
  const stop = async (app: string) => {
    await running[app]?.stop();
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a map of what runs
    delete running[app];
  };

  /** What a panel's first query shows for a group, which the dashboard knows by its name on the wire. */
  const shown = (title: string, group: string) => {
    const panel = consumers.rows.flatMap(({ panels }) => panels).find((candidate) => candidate.title === title);
    return prometheus.query(
      panel!.queries[0]!.expr.replaceAll('$group', `${prefix}${group}`).replaceAll('$__rate_interval', '60s'),
    );
  };
  const call = async (): Promise<string> => {
    const crm = { authorization: 'Bearer crm-token' };
    const task = await send('POST', `${running['crm-sandbox']!.url}/crm/v3/objects/tasks`, crm, {
      properties: { hs_task_subject: 'Call', hs_task_status: 'NOT_STARTED', hs_timestamp: new Date().toISOString() },
      associations: [],
    });
    const key = { 'x-api-key': 'pk_test' };
    const agntix = running['agntix-sandbox']!.url;
    const numbers = (await send('GET', `${agntix}/api/v1/phone-numbers`, key)) as unknown as {
      items: { id: string }[];
    };
    const callAttemptId = randomUUID();
    // Without a script three calls in ten reach nobody, by the double's seed.
    await send('PUT', `${agntix}/_sandbox/scripts/${callAttemptId}`, {}, { outcome: 'connected' });
    await send('POST', `${agntix}/api/v1/phone-numbers/${numbers.items[0]!.id}/calls/start`, key, {
      to_phone_number: '+12025550143',
      agent_id: randomUUID(),
      ttl: 60,
      session_variables: { taskId: task.id, callAttemptId },
    });
    return String(task.id);
  };
  const picture = async (group: string) => {
    const [members, behind, dead, parked] = await Promise.all(
      ['Members and partitions', 'Records behind', 'Dead letters', 'Parked work'].map((title) => shown(title, group)),
    );
    const some = (samples?: readonly Sample[]) => samples?.some(({ value }) => value > 0);
    return {
      members: members?.[0]?.value,
      behind: some(behind),
      deadLetters: some(dead),
      // Beside what is only looked at again later: reads of a transcript that may still grow.
      parked: some(parked?.filter(({ metric }) => /^(VENDOR|CRM)_/.test(metric.reason ?? ''))),
    };
  };
  const healthy = { members: 1, behind: false, deadLetters: false, parked: false };
  const shows = (group: string, wanted: Awaited<ReturnType<typeof picture>>) =>
    until(
      `${group} to show ${JSON.stringify(wanted)}`,
      async () => {
        const now = await picture(group);
        if (JSON.stringify(now) !== JSON.stringify(wanted)) throw new Error(`it shows ${JSON.stringify(now)}`);
        return true;
      },
      40_000,
    );

  beforeAll(async () => {
    const fresh = await freshTopics();
    ({ prefix, kafka } = fresh);
    const [transcripts, crmSync] = await Promise.all([
      freshDatabase(join(workspace, 'apps/transcript/prisma')),
      freshDatabase(join(workspace, 'apps/crm-sync/prisma')),
    ]);
    closers.push(
      () => transcripts.drop(),
      () => crmSync.drop(),
    );
    const common = { KAFKA_BROKERS: fresh.brokers, TOPIC_PREFIX: prefix, GROUP_PREFIX: prefix };
    const [webhookSecret, apiKey, token] = await Promise.all([SECRET, 'pk_test', 'crm-token'].map(secretFile));
    settings.ingress = {
      ...common,
      WEBHOOK_ENDPOINTS: JSON.stringify([{ name: 'main', organization: 'demo', secrets: [{ file: webhookSecret }] }]),
    };
    settings['crm-sandbox'] = { TOKEN: 'crm-token' };
    const [door, crm] = await Promise.all([start('ingress'), start('crm-sandbox')]);
    settings['agntix-sandbox'] = {
      API_KEY: 'pk_test',
      WEBHOOK_URL: `${door.url}/webhooks/agntix/main`,
      WEBHOOK_SECRET: SECRET,
      CALL_MS: '50',
    };
    const agntix = await start('agntix-sandbox');
    settings.transcript = {
      ...common,
      DATABASE_URL: transcripts.url,
      AGNTIX_ORGANIZATIONS: JSON.stringify([{ name: 'demo', baseUrl: agntix.url, apiKeyFile: apiKey }]),
    };
    settings['crm-sync'] = {
      ...common,
      DATABASE_URL: crmSync.url,
      POLICY_FILE: await secretFile(`
connections:
  - { name: demo-crm, kind: hubspot, baseUrl: '${crm.url}', tokenFile: ${token ?? ''} }
organizations:
  - { name: demo, connection: demo-crm, correlation: { variables: [taskId], directions: [OUTBOUND] } }
`),
    };
    await Promise.all([start('transcript'), start('crm-sync')]);
    view = await serveGroupView(
      kafka,
      Object.entries(subscriptions).map(([group, sources]) => ({
        group: `${prefix}${group}`,
        reads: sources.map(({ name }) => name),
      })),
    );
    prometheus = await startPrometheus(() => ({
      ...Object.fromEntries(Object.entries(running).map(([app, { managementUrl }]) => [app, managementUrl])),
      exporter: view.url,
    }));
  });

  afterAll(async () => {
    await prometheus.stop();
    await view.close();
    await Promise.all(Object.values(running).map((app) => app.kill()));
    await Promise.all(closers.map((close) => close()));
  });

  it('shows nothing of them while calls come through', async () => {
    const task = await call();
    await until('the task to be completed', async () => {
      const url = `${running['crm-sandbox']!.url}/crm/v3/objects/tasks/${task}?properties=hs_task_status`;
      const { properties } = (await send('GET', url, { authorization: 'Bearer crm-token' })) as {
        properties: Record<string, string>;
      };
      return properties.hs_task_status === 'COMPLETED';
    });
    await Promise.all([shows('transcript', healthy), shows('crm-sync', healthy)]);
  });

  it('shows a dead vendor as parked work of its organization, and no lag', async () => {
    const session = randomUUID();
    await stop('agntix-sandbox');
    const { headers, body } = signedWebhook({
      secret: SECRET,
      body: {
        id: session,
        eventType: 'session.ended',
        createdAt: new Date().toISOString(),
        endedAt: new Date().toISOString(),
      },
    });
    await fetch(`${running.ingress!.url}/webhooks/agntix/main`, { method: 'POST', headers, body });
    await shows('transcript', { ...healthy, parked: true });
    expect(await prometheus.query('work_due{organization="demo", reason="VENDOR_UNAVAILABLE"}')).not.toEqual([]);
    await shows('crm-sync', healthy);
    await start('agntix-sandbox');
  });

  it('shows a stopped consumer as records before nobody, and nothing parked or dead', async () => {
    await stop('crm-sync');
    await prometheus.retarget();
    const producer = new KafkaProducer(kafka);
    const key = randomUUID();
    const headers = { ce_type: eventTypes.sessionCreated, ce_organization: 'demo', ce_id: key };
    await producer.start();
    await producer.publish({ topic: topics.sessionEvents.name, key, value: Buffer.from('no JSON'), headers });
    await producer.stop();
    await shows('crm-sync', { members: 0, behind: true, deadLetters: false, parked: false });
  });

  it('shows a poisoned key as a dead letter with its code, and no lag', async () => {
    await start('crm-sync');
    await prometheus.retarget();
    // The record of the test before is one that nobody can read: it was waiting to be found out.
    await shows('crm-sync', { ...healthy, deadLetters: true });
  });

  it('asks for no metric that nobody has', async () => {
    const rules = parse(readFileSync(join(workspace, 'k8s/monitoring/alerts.yaml'), 'utf8')) as {
      groups: { rules: { expr: string }[] }[];
    };
    const asked = [
      ...[consumers, wayOfACall, ingressDashboard]
        .flatMap(({ rows }) => rows)
        .flatMap(({ panels }) => panels)
        .flatMap(({ queries }) => queries.map(({ expr }) => expr)),
      ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
    ].flatMap(metricNames);
    // A retry needs a handler that fails and may be tried again, which none of the three is.
    const meters = readFileSync(join(workspace, 'libs/kafka/src/consume/consumer-meters.ts'), 'utf8');
    expect(meters).toContain("createCounter('switchback.kafka.retries'");
    const there = new Set([...(await prometheus.names()), 'switchback_kafka_retries_total']);
    const ofOthers = /^(kube|keda)_/;
    expect([...new Set(asked)].filter((name) => !there.has(name) && !ofOthers.test(name))).toEqual([]);
  });
});
