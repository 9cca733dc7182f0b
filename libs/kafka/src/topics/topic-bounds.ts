import type { Kafka } from '../connect/connect-kafka.ts';
import { withAdmin } from './describe-topics.ts';
import type { Range } from './topic-reader.ts';

/** What each partition of the topics (names in the contracts) holds now: from its oldest record to its end. */
export const topicBounds = (kafka: Kafka, topics: readonly string[]): Promise<Range[]> =>
  withAdmin(kafka, async (admin) => {
    const all: Range[] = [];
    for (const topic of topics) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(kafka.wireName(topic)))
        all.push({ topic, partition, from: BigInt(low), to: BigInt(high) });
    }
    return all;
  });

/** The ranges without what is older than `since` (milliseconds); by the broker's index of times, nothing is read. */
export const boundsSince = (kafka: Kafka, ranges: readonly Range[], since: number): Promise<Range[]> =>
  withAdmin(kafka, async (admin) => {
    const starts = new Map<string, bigint>();
    for (const topic of new Set(ranges.map((range) => range.topic))) {
      for (const { partition, offset } of await admin.fetchTopicOffsetsByTimestamp(kafka.wireName(topic), since))
        starts.set(`${topic}/${partition}`, BigInt(offset));
    }
    return ranges.map((range) => {
      const start = starts.get(`${range.topic}/${range.partition}`) ?? range.from;
      return { ...range, from: start > range.from ? start : range.from };
    });
  });
