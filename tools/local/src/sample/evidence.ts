import { subscriptions, topics } from '@switchback/contracts';
import { groupLag, readTopic } from '@switchback/kafka';
import type { ConsumedRecord } from '@switchback/kafka';
import { Client } from 'pg';
import type { Stack } from '../stack/stack-file.ts';
import type { Beginning } from './beginning.ts';
import { sampleKafka } from './sample-kafka.ts';
import type { CrmRecord, CrmWrite, Delivery, Sandboxes } from './sandboxes.ts';

/** All that the check looks at, taken when everything had come to rest. */
export interface Evidence {
  readonly tasks: readonly CrmRecord[];
  readonly callRecords: readonly CrmRecord[];
  readonly writes: readonly CrmWrite[];
  readonly deliveries: readonly Delivery[];
  readonly unmatched: readonly { readonly sessionId: string; readonly reason: string }[];
  readonly events: readonly ConsumedRecord[];
  readonly synced: readonly ConsumedRecord[];
  readonly deadLetters: number;
}

const readUnmatched = async (stack: Stack): Promise<Evidence['unmatched']> => {
  const client = new Client({ connectionString: stack.databases['crm-sync']?.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ sessionId: string; reason: string }>(
      'SELECT session_id AS "sessionId", unmatched_reason AS reason FROM session WHERE task_id IS NULL AND unmatched_reason IS NOT NULL',
    );
    return rows;
  } finally {
    await client.end();
  }
};

/** Records that no consumer has committed yet, over all groups and their topics. */
export const openRecords = async (stack: Stack): Promise<bigint> => {
  const kafka = sampleKafka(stack);
  const pairs = Object.entries(subscriptions).flatMap(([group, sources]) =>
    sources.map(({ name }) => [group, name] as const),
  );
  const lags = await Promise.all(pairs.map(([group, topic]) => groupLag(kafka, group, topic)));
  return lags.reduce((sum, lag) => sum + lag, 0n);
};

export const takeEvidence = async (stack: Stack, boxes: Sandboxes, from: Beginning): Promise<Evidence> => {
  const kafka = sampleKafka(stack);
  const [tasks, callRecords, writes, deliveries, unmatched, events, synced, dead] = await Promise.all([
    boxes.records('tasks'),
    boxes.records('calls'),
    boxes.writes(),
    boxes.deliveries(),
    readUnmatched(stack),
    readTopic(kafka, topics.sessionEvents.name, { from: from.events }),
    readTopic(kafka, topics.taskSynced.name, { from: from.synced }),
    readTopic(kafka, `${topics.sessionEvents.name}.dead.crm-sync`, { from: from.dead }),
  ]);
  return {
    tasks,
    callRecords,
    writes: writes.slice(from.writes),
    deliveries: deliveries.slice(from.deliveries),
    unmatched,
    events,
    synced,
    deadLetters: dead.length,
  };
};
