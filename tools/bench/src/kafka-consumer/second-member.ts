import { until } from '@switchback/testing';
import type { Kafka } from '@switchback/kafka';
import { GROUP, TOPIC, freshTopic, inTurn, publishAll } from './bench-topic.ts';
import { countFaults } from './join-ledger.ts';
import type { Began, CommitSeen, JoinFaults } from './join-ledger.ts';
import type { Said } from './member.ts';
import { startMember } from './start-member.ts';

const KEYS = 500;
const LATENCY_MS = '100';

/** Writes down what the broker has as committed, over and over until `stop`. */
const watchCommits = async (kafka: Kafka, prefix: string) => {
  const admin = kafka.client.admin();
  await admin.connect();
  const seen: CommitSeen[] = [];
  let stopped = false;
  const watch = async () => {
    while (!stopped) {
      const [of] = await admin.fetchOffsets({ groupId: `${prefix}${GROUP}`, topics: [kafka.wireName(TOPIC)] });
      const at = Date.now();
      for (const { partition, offset } of of?.partitions ?? []) seen.push({ partition, next: Number(offset), at });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const watching = watch();
  const stop = async () => {
    stopped = true;
    await watching;
    await admin.disconnect();
  };
  return { seen, stop };
};

/** A second member joins in the middle of the work, and leaves again before its end. */
export const secondMember = async (perKey: number): Promise<JoinFaults> => {
  const { prefix, kafka } = await freshTopic();
  const published = await publishAll(kafka, inTurn(KEYS, perKey));
  const began: Began[] = [];
  const distinct = new Set<string>();
  const bySecond = { count: 0 };
  const listen = (onBegan: () => void) => (said: Said) => {
    if (!('began' in said)) return;
    const [key, seq, partition, offset, at] = said.began;
    began.push({ key, seq, partition, offset, at });
    distinct.add(`${key}/${seq}`);
    onBegan();
  };
  const commits = await watchCommits(kafka, prefix);
  const first = await startMember(
    [prefix, LATENCY_MS, 'tell'],
    listen(() => undefined),
  );
  await until('a fifth of the work', () => distinct.size > published / 10, 60_000);
  const second = await startMember(
    [prefix, LATENCY_MS, 'tell'],
    listen(() => (bySecond.count += 1)),
  );
  await until('work of the second member', () => bySecond.count > published / 20, 120_000);
  await second.stop();
  await until('all of the work', () => distinct.size >= published, 120_000);
  await first.stop();
  await commits.stop();
  return countFaults(began, commits.seen, { keys: KEYS, perKey });
};
