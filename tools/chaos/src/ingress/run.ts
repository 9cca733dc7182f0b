import { randomUUID } from 'node:crypto';
import { allTopics, topics } from '@switchback/contracts';
import { connectKafka, createTopics, readTopic } from '@switchback/kafka';
import { startJarCluster } from '@switchback/local/jar-cluster';
import { secretFile, startApp, until } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { judge } from './judge.ts';
import { sha256, startSenders } from './senders.ts';

const SECRET = `whsec_${Buffer.from('ingress-chaos-secret').toString('base64')}`;
const SENDERS = 24;
/** Longer than a delivery may take: after it nothing is answered from before. */
const EDGE_MS = 6_000;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Small seeded generator, enough to choose what to break next. */
const seeded = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const isReady = async (app: RunningApp) => (await fetch(`${app.managementUrl}/health/ready`)).status === 200;

/** Load, with SIGKILL of ingress and of the broker at random moments; then the broker away for half a minute. */
export const run: RunArea = async ({ seed, short, say }) => {
  const cluster = await startJarCluster(`chaos-ingress-${randomUUID().slice(0, 8)}`, 1);
  const kafka = connectKafka({ brokers: [cluster.brokers], clientId: 'chaos', topicPrefix: '', logger: silent });
  await createTopics(kafka, allTopics(), { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
  const endpoint = { name: 'main', organization: 'acme', secrets: [{ file: await secretFile(SECRET) }] };
  const open = () =>
    startApp('ingress', { KAFKA_BROKERS: cluster.brokers, WEBHOOK_ENDPOINTS: JSON.stringify([endpoint]) });
  let app = await open();
  const senders = startSenders(SENDERS, SECRET, () => app.url);
  const storedSince = (at: number) => senders.deliveries.some((one) => one.status === 204 && one.at > at);
  try {
    const random = seeded(seed);
    for (let round = 1; round <= (short ? 6 : 30); round += 1) {
      await pause(300 + random(2_000));
      const victim = random(3) === 0 ? 'broker' : 'ingress';
      say(`${round}: SIGKILL ${victim} after ${senders.deliveries.length} deliveries`);
      if (victim === 'broker') {
        await cluster.kill(1);
        await cluster.restart(1);
      } else {
        await app.kill();
        app = await open();
      }
      const back = senders.now();
      await until(`events to be stored after round ${round}`, () => storedSince(back), 90_000);
    }
    say('The broker goes away.');
    await cluster.kill(1);
    const from = senders.now() + EDGE_MS;
    await until('readiness to go off', async () => !(await isReady(app)), 60_000);
    await pause(short ? 10_000 : 30_000);
    const to = senders.now();
    await cluster.restart(1);
    const recovered = await until(
      'readiness and 204 again',
      async () => (await isReady(app)) && storedSince(to),
      120_000,
    );
    await senders.stop();
    const records = await readTopic(kafka, topics.sessionEvents.name);
    const stored = new Map(records.map(({ key, value }) => [key ?? '', sha256(value)]));
    return judge({ deliveries: senders.deliveries, stored, outage: { from, to }, recovered });
  } finally {
    await senders.stop();
    await app.kill();
    await cluster.stop();
  }
};
