import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaProducer } from '@switchback/kafka';
import { freshTopics, until } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { atLeast, atMost } from '../bar.ts';
import { CRM_TOKEN, checkWritten, crmHand } from '../crm/crm-hand.ts';
import type { CrmHand } from '../crm/crm-hand.ts';
import { startCrmSync } from '../crm/start-crm-sync.ts';
import type { CrmSync } from '../crm/start-crm-sync.ts';
import { startShipped } from '../crm/start-shipped.ts';
import { resultEvent } from './result-event.ts';

const ORGANIZATION = 'acme';
/** HubSpot's limit for a private app of a Professional or Enterprise account, on its real clock. */
const PER_TEN_SECONDS = 190;
const TEN_SECONDS = 10_000;
const LOOK_MS = 250;
const HOUR_MS = 3_600_000;

const counted = async (crm: CrmHand) => {
  const { allowed, refused } = await crm.limits();
  return { at: performance.now(), allowed, refused: Object.values(refused).reduce((sum, count) => sum + count, 0) };
};

/** Waits until all is applied; says now and then how far it is. */
const allApplied = async (crmSync: CrmSync, count: number, say: (line: string) => void): Promise<void> => {
  let told = performance.now();
  const isDone = async () => {
    await sleep(LOOK_MS);
    const applied = await crmSync.applied();
    if (performance.now() - told > 60_000) {
      told = performance.now();
      say(`  ${applied} of ${count} results are in the CRM`);
    }
    return applied === count;
  };
  await until('every result to be in the CRM', isDone, HOUR_MS);
};

/** How well two replicas use what the CRM allows while a backlog waits, and whether they keep to it together. */
export const run: RunArea = async ({ short, say }) => {
  const results = short ? 400 : 5_000;
  const { kafka, brokers, prefix } = await freshTopics();
  const app = await startShipped('crm-sandbox', { TOKEN: CRM_TOKEN });
  const crm = crmHand(app);
  const producer = new KafkaProducer(kafka);
  await producer.start();
  const calls = (await crm.makeTasks(results)).map((taskId) => ({ taskId, sessionId: randomUUID() }));
  // The requests of those who made the tasks leave the window.
  await sleep(TEN_SECONDS);
  await crm.limit(PER_TEN_SECONDS);
  const env = { KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix, GROUP_PREFIX: prefix };
  const crmSync = await startCrmSync({ crmUrl: app.url, organization: ORGANIZATION, env }, 2);
  try {
    const idle = await counted(crm);
    await Promise.all(calls.map((call) => producer.publish(resultEvent(ORGANIZATION, call))));
    const first = await until('the first request', async () => {
      const now = await counted(crm);
      return now.allowed > idle.allowed ? now : undefined;
    });
    await allApplied(crmSync, results, say);
    const last = await counted(crm);
    await checkWritten(crm, calls);
    const asked = last.allowed - idle.allowed;
    const refused = last.refused - idle.refused;
    const seconds = (last.at - first.at) / 1_000;
    say(`  ${results} results in ${seconds.toFixed(0)} s, ${asked} requests, ${refused} answers of 429`);
    const allowed = (PER_TEN_SECONDS * seconds) / 10;
    return [
      atLeast({ bar: 'use of the allowed rate', value: (asked / allowed) * 100, want: 95, unit: '%' }),
      atMost({ bar: 'answers of 429', value: (refused / (asked + refused)) * 100, want: 0.1, unit: '%' }),
    ];
  } finally {
    await crmSync.close();
    await Promise.all([producer.stop(), app.kill()]);
  }
};
