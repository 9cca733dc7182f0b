import { randomUUID } from 'node:crypto';
import { allTopics } from '@switchback/contracts';
import { connectKafka, createTopics } from '@switchback/kafka';
import { startJarCluster } from '@switchback/local/jar-cluster';
import { until } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { SECRET, openDoor } from './door.ts';
import { judgeAccepted, judgeOutage } from './judge.ts';
import { killRounds } from './kill-rounds.ts';
import { startSenders, storedHashes } from './senders.ts';

const SENDERS = 24;
/** Longer than a delivery may take: after it nothing is answered from before. */
const EDGE_MS = 6_000;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Load, with SIGKILL of ingress and of the broker at random moments; then the broker away for half a minute. */
export const run: RunArea = async ({ seed, short, say }) => {
  const cluster = await startJarCluster(`chaos-ingress-${randomUUID().slice(0, 8)}`, 1);
  const kafka = connectKafka({ brokers: [cluster.brokers], clientId: 'chaos', topicPrefix: '', logger: silent });
  await createTopics(kafka, allTopics(), { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
  const door = await openDoor(cluster.brokers, '');
  const senders = startSenders(SENDERS, SECRET, () => door.url);
  const restartBroker = async () => {
    await cluster.kill(1);
    await cluster.restart(1);
  };
  try {
    const victims = { ingress: () => door.killAndOpen(), broker: restartBroker };
    await killRounds({ seed, rounds: short ? 6 : 30, senders, victims, say });
    say('The broker goes away.');
    await cluster.kill(1);
    const from = senders.now() + EDGE_MS;
    await until('readiness to go off', async () => !(await door.isReady()), 60_000);
    await pause(short ? 10_000 : 30_000);
    const to = senders.now();
    await cluster.restart(1);
    const isBack = async () => (await door.isReady()) && senders.storedSince(to);
    const recovered = await until('readiness and 204 again', isBack, 120_000);
    await senders.stop();
    const { deliveries } = senders;
    const stored = await storedHashes(kafka);
    return [...judgeAccepted({ deliveries, stored }), ...judgeOutage({ deliveries, outage: { from, to }, recovered })];
  } finally {
    await senders.stop();
    await door.close();
    await cluster.stop();
  }
};
