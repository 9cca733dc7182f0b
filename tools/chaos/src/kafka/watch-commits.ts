import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from '@switchback/kafka';
import { GROUP, TOPIC } from './work-topic.ts';

/** What the broker had as committed, and when it said so. */
export interface CommitSeen {
  readonly partition: number;
  readonly next: number;
  readonly at: number;
}

/** Writes down every change of the group's committed offsets until `stop`, as far as the brokers answer. */
export const watchCommits = async (kafka: Kafka, prefix: string) => {
  const admin = kafka.client.admin();
  await admin.connect();
  const seen: CommitSeen[] = [];
  const last = new Map<number, number>();
  let stopped = false;
  const look = async () => {
    const [of] = await admin.fetchOffsets({ groupId: `${prefix}${GROUP}`, topics: [kafka.wireName(TOPIC)] });
    const at = Date.now();
    for (const { partition, offset } of of?.partitions ?? []) {
      const next = Number(offset);
      if (next < 0 || last.get(partition) === next) continue;
      last.set(partition, next);
      seen.push({ partition, next, at });
    }
  };
  const watch = async () => {
    while (!stopped) {
      await look().catch(() => undefined);
      await sleep(100);
    }
  };
  const watching = watch();
  const stop = async () => {
    stopped = true;
    await watching;
    await look();
    await admin.disconnect();
  };
  return { seen, stop };
};
