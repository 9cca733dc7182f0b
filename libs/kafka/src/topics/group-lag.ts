import type { Kafka } from '../connect/connect-kafka.ts';
import { withAdmin } from './describe-topics.ts';

/** Records of a topic that a consumer group (name on the wire) has not committed yet, over all partitions. */
export const groupLag = (kafka: Kafka, group: string, topic: string): Promise<bigint> =>
  withAdmin(kafka, async (admin) => {
    const name = kafka.wireName(topic);
    const ends = new Map(
      (await admin.fetchTopicOffsets(name)).map(({ partition, low, high }) => [
        partition,
        { low: BigInt(low), high: BigInt(high) },
      ]),
    );
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [name] });
    return (committed?.partitions ?? []).reduce((lag, { partition, offset }) => {
      const { low, high } = ends.get(partition) ?? { low: 0n, high: 0n };
      // -1: nothing was ever committed.
      return lag + (high - (BigInt(offset) < low ? low : BigInt(offset)));
    }, 0n);
  });
