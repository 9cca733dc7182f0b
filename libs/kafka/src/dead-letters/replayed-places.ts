import { headerNames, parseDeadLetterName, replayLog } from '@switchback/contracts';
import type { Kafka } from '../connect/connect-kafka.ts';
import { readTopic } from '../topics/read-topic.ts';
import { topicBounds } from '../topics/topic-bounds.ts';
import { TopicReader } from '../topics/topic-reader.ts';
import { deadLetterTopics } from './find-dead-letters.ts';
import { cutOff, toHistory } from './replay-log.ts';
import type { ReplayHistory, ReplayMark, ReplayRun } from './replay-log.ts';

export const readHistory = async (kafka: Kafka): Promise<ReplayHistory> => {
  const records = await readTopic(kafka, replayLog.name);
  return toHistory(
    records.map(({ value, timestamp }) => ({ mark: JSON.parse(value.toString()) as ReplayMark, timestamp })),
  );
};

/** Where the source topics of the selection end now, as `begin` keeps it. */
export const sourceEnds = async (
  kafka: Kafka,
  selection: { group?: string | undefined; topic?: string | undefined },
): Promise<Record<string, string>> => {
  const dead = await deadLetterTopics(kafka, selection);
  const sources = new Set(dead.flatMap((name) => parseDeadLetterName(name)?.source ?? []));
  const bounds = await topicBounds(kafka, [...sources]);
  return Object.fromEntries(bounds.map(({ topic, partition, to }) => [`${topic}/${partition}`, to.toString()]));
};

/** What a run that was cut off had sent, read from the source topics from where they ended when it began. */
export const sentByCutOffRun = async (kafka: Kafka, { run, ends }: ReplayRun): Promise<string[]> => {
  const topics = [...new Set(Object.keys(ends).map((place) => place.slice(0, place.lastIndexOf('/'))))];
  const ranges = (await topicBounds(kafka, topics)).map((range) => {
    const end = BigInt(ends[`${range.topic}/${range.partition}`] ?? '0');
    return { ...range, from: end > range.from ? end : range.from };
  });
  const places: string[] = [];
  const reader = new TopicReader(kafka, topics);
  try {
    await reader.read(ranges, (_range, { headers }) => {
      const from = headers?.[headerNames.replayedFrom]?.toString();
      if (from !== undefined && headers?.[headerNames.replayRun]?.toString() === run) places.push(from);
      return Promise.resolve();
    });
  } finally {
    await reader.close();
  }
  return places;
};

/** Places of all dead letters that were replayed, what runs that were cut off left behind included. Writes nothing. */
export const replayedPlaces = async (kafka: Kafka): Promise<Set<string>> => {
  const history = await readHistory(kafka);
  const places = new Set(history.sent);
  for (const run of cutOff(history, '')) for (const place of await sentByCutOffRun(kafka, run)) places.add(place);
  return places;
};
