import { deadLetterName, topics } from '@switchback/contracts';
import { topicEndOffsets } from '@switchback/kafka';
import type { Offsets } from '@switchback/kafka';
import type { Stack } from '../stack/stack-file.ts';
import { sampleKafka } from './sample-kafka.ts';
import type { Sandboxes } from './sandboxes.ts';

/** Where a run begins. What a run before it wrote into the same system is not its evidence. */
export interface Beginning {
  readonly writes: number;
  readonly deliveries: number;
  readonly events: Offsets;
  readonly synced: Offsets;
  readonly dead: Offsets;
}

/** Taken before the first call, from a system at rest. */
export const findBeginning = async (stack: Stack, boxes: Sandboxes): Promise<Beginning> => {
  const kafka = sampleKafka(stack);
  const [writes, deliveries, events, synced, dead] = await Promise.all([
    boxes.writes(),
    boxes.deliveries(),
    topicEndOffsets(kafka, topics.sessionEvents.name),
    topicEndOffsets(kafka, topics.taskSynced.name),
    topicEndOffsets(kafka, deadLetterName(topics.sessionEvents.name, 'crm-sync')),
  ]);
  return { writes: writes.length, deliveries: deliveries.length, events, synced, dead };
};
