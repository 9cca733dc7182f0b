import { parseDeadLetterName } from '@switchback/contracts';
import type { Kafka } from '../connect/connect-kafka.ts';
import { withAdmin } from '../topics/describe-topics.ts';
import { boundsSince, topicBounds } from '../topics/topic-bounds.ts';
import { TopicReader } from '../topics/topic-reader.ts';
import type { Range } from '../topics/topic-reader.ts';
import { parsePlace, toDeadLetter } from './dead-letter-record.ts';
import type { DeadLetter } from './dead-letter-record.ts';
import { concerns, selects } from './selection.ts';
import type { Selection } from './selection.ts';

/** Sees one dead letter; `enough` ends its partition. */
type VisitLetter = (letter: DeadLetter) => Promise<unknown>;
/** Told while records are read: how many were, and how many there are at most. */
export type OnProgress = (done: number, of: number) => void;

/** The dead-letter topics of the cluster that the selection concerns, those of services unknown to us included. */
export const deadLetterTopics = (kafka: Kafka, selection: Selection): Promise<string[]> =>
  withAdmin(kafka, async (admin) => {
    const names = await admin.listTopics();
    return names
      .filter((name) => name.startsWith(kafka.wireName('')))
      .map((name) => kafka.contractName(name))
      .filter((name) => {
        const of = parseDeadLetterName(name);
        return of !== undefined && concerns(selection, of);
      })
      .sort();
  });

const rangesOf = async (kafka: Kafka, topics: readonly string[], { since }: Selection): Promise<Range[]> => {
  const all = await topicBounds(kafka, topics);
  return since === undefined ? all : boundsSince(kafka, all, since);
};

/** Hands each selected dead letter to `visit`, oldest first per partition, as of the call. */
export const visitDeadLetters = async (
  kafka: Kafka,
  selection: Selection,
  visit: VisitLetter,
  progress: OnProgress = () => undefined,
): Promise<void> => {
  const topics = await deadLetterTopics(kafka, selection);
  const ranges = await rangesOf(kafka, topics, selection);
  const total = Number(ranges.reduce((sum, { from, to }) => sum + (to > from ? to - from : 0n), 0n));
  let done = 0;
  const reader = new TopicReader(kafka, topics);
  try {
    await reader.read(ranges, async ({ topic, partition }, message) => {
      progress((done += 1), total);
      const letter = toDeadLetter(topic, partition, message);
      return selects(selection, letter) ? visit(letter) : undefined;
    });
  } finally {
    await reader.close();
  }
};

/**
 * The dead letter at a place.
 * @throws Error where there is none, or none any more
 */
export const deadLetterAt = async (kafka: Kafka, place: string): Promise<DeadLetter> => {
  const { topic, partition, offset } = parsePlace(place);
  if (!(await deadLetterTopics(kafka, {})).includes(topic)) throw new Error(`There is no dead-letter topic ${topic}.`);
  const bounds = (await topicBounds(kafka, [topic])).find((range) => range.partition === partition);
  if (!bounds || offset < bounds.from || offset >= bounds.to)
    throw new Error(`${place} holds no dead letter${bounds && offset < bounds.from ? ' any more' : ''}.`);
  let found: DeadLetter | undefined;
  const reader = new TopicReader(kafka, [topic]);
  try {
    await reader.read([{ topic, partition, from: offset, to: offset + 1n }], (_range, message) => {
      found = toDeadLetter(topic, partition, message);
      return Promise.resolve('enough');
    });
  } finally {
    await reader.close();
  }
  if (!found) throw new Error(`${place} holds no dead letter.`);
  return found;
};
