import type { JarCluster } from '@switchback/local/jar-cluster';
import { createTopics, groupLag, readTopic } from '@switchback/kafka';
import { until } from '@switchback/testing';
import type { Check } from '../area.ts';
import { BreakThings } from './break-things.ts';
import { judge } from './judge.ts';
import { Ledger } from './ledger.ts';
import { Members } from './members.ts';
import { fateOf, publishAll } from './publisher.ts';
import type { PublishPlan } from './publisher.ts';
import { watchCommits } from './watch-commits.ts';
import { DEAD_TOPIC, GROUP, TOPIC, connectTo, workTopics } from './work-topic.ts';
import type { Place, Work } from './work-topic.ts';

export interface Lane {
  readonly place: Place;
  readonly plan: PublishPlan;
  readonly tickMs: number;
  /** Members at the beginning, and at most. */
  readonly members: { readonly first: number; readonly most: number };
  readonly cluster?: { readonly nodes: number; readonly handle: JarCluster };
  /** The program of a member; default: the built one beside this file. */
  readonly memberEntry?: string;
  readonly say: (line: string) => void;
}

const QUIET_MS = 180_000;

const layoutOf = ({ cluster }: Lane) =>
  cluster
    ? { partitions: 6, replicationFactor: 3, minInsyncReplicas: 2 }
    : { partitions: 6, replicationFactor: 1, minInsyncReplicas: 1 };

/** Publishes, breaks things meanwhile, waits until everything is quiet, and judges by what is written down. */
export const runLane = async (lane: Lane): Promise<Check[]> => {
  const { place, plan, say } = lane;
  const kafka = connectTo(place);
  const ledger = new Ledger(place.databaseUrl);
  await ledger.create();
  await createTopics(kafka, workTopics, layoutOf(lane));
  const members = new Members(place, lane.memberEntry);
  const breaking = new BreakThings({
    ...lane,
    seed: plan.seed,
    most: lane.members.most,
    members,
    cluster: lane.cluster,
  });
  for (let count = 0; count < lane.members.first; count += 1) members.join();
  const commits = await watchCommits(kafka, place.prefix);
  try {
    await until('the first members', () => members.listening >= lane.members.first, QUIET_MS);
    const publishing = publishAll(kafka, plan);
    await breaking.run(publishing);
    say('  everything is published; waiting until everything is done');
    await members.thawed();
    if (members.count === 0) members.join();
    const lag = () => groupLag(kafka, `${place.prefix}${GROUP}`, TOPIC);
    await until('lag 0', async () => (await lag()) === 0n, QUIET_MS).catch((error: unknown) => say(String(error)));
    const left = await lag();
    await members.close();
    await commits.stop();
    const letters = (await readTopic(kafka, DEAD_TOPIC)).map(
      ({ key, value }) => `${key}/${(JSON.parse(value.toString()) as Work).seq}`,
    );
    const { keys, perKey, seed } = plan;
    const fate = (key: string, seq: number) => fateOf(seed, key, seq);
    const seen = { entries: await ledger.read(), commits: commits.seen, freezes: members.freezes, letters };
    return judge({ ...seen, keys, perKey, fate }, { left, members, done: breaking.done, resent: await publishing });
  } finally {
    await members.close();
    await ledger.close();
  }
};
