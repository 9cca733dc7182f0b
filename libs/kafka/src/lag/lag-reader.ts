import type { Kafka } from '../connect/connect-kafka.ts';
import { TopicReader } from '../topics/topic-reader.ts';
import { groupPartitions } from './group-partitions.ts';
import type { GroupPartitions } from './group-partitions.ts';
import { partitionLag } from './partition-lag.ts';
import type { PartitionLag } from './partition-lag.ts';

export interface TimedLag extends PartitionLag {
  /** Age of the oldest record that is not committed; 0 when there is none. */
  readonly seconds: number;
}
export interface GroupLag extends Omit<GroupPartitions, 'partitions'> {
  readonly partitions: readonly TimedLag[];
}

/** A group to look at (name on the wire) and the topics that it is known to read. */
export interface WatchedGroup {
  readonly group: string;
  readonly reads: readonly string[];
}

/** Tells how far groups are behind, again and again over one connection. Joins none of them and commits nothing. */
export class LagReader {
  readonly #kafka: Kafka;
  readonly #groups: readonly WatchedGroup[];
  readonly #now: () => number;
  /** `<topic>/<partition>/<offset>` → its time. A record that still waits need not be read again. */
  #times = new Map<string, number>();
  #reader: { topics: string; reader: TopicReader } | undefined;

  constructor(kafka: Kafka, groups: readonly WatchedGroup[], now: () => number = Date.now) {
    this.#kafka = kafka;
    this.#groups = groups;
    this.#now = now;
  }

  async read(): Promise<GroupLag[]> {
    const stands: (Omit<GroupLag, 'partitions'> & { partitions: PartitionLag[] })[] = [];
    for (const { group, reads } of this.#groups) {
      const { partitions, ...of } = await groupPartitions(this.#kafka, group, reads);
      stands.push({ ...of, partitions: partitions.map(partitionLag) });
    }
    await this.#readTimes(stands.flatMap(({ partitions }) => partitions.filter(({ records }) => records > 0n)));
    return stands.map((group) => ({
      ...group,
      partitions: group.partitions.map((lag) => ({ ...lag, seconds: this.#seconds(lag) })),
    }));
  }

  async close(): Promise<void> {
    await this.#reader?.reader.close();
  }

  #seconds({ topic, partition, next, records }: PartitionLag): number {
    const time = this.#times.get(`${topic}/${partition}/${next}`);
    return records > 0n && time !== undefined ? Math.max(0, this.#now() - time) / 1_000 : 0;
  }

  async #readTimes(lags: readonly PartitionLag[]): Promise<void> {
    const known = this.#times;
    this.#times = new Map();
    // Two groups may wait for different records of one partition, and a read has one range per partition.
    let open = lags;
    while (open.length > 0) {
      const now = new Map<string, PartitionLag>();
      const later: PartitionLag[] = [];
      for (const lag of open) {
        const place = `${lag.topic}/${lag.partition}`;
        const time = known.get(`${place}/${lag.next}`) ?? this.#times.get(`${place}/${lag.next}`);
        if (time !== undefined) this.#times.set(`${place}/${lag.next}`, time);
        else if (now.has(place)) later.push(lag);
        else now.set(place, lag);
      }
      await this.#fetch([...now.values()]);
      open = later;
    }
  }

  async #fetch(lags: readonly PartitionLag[]): Promise<void> {
    if (lags.length === 0) return;
    const ranges = lags.map(({ topic, partition, next: from, high: to }) => ({ topic, partition, from, to }));
    const reader = await this.#readerOf([...new Set(lags.map(({ topic }) => topic))]);
    await reader.read(ranges, ({ topic, partition, from }, message) => {
      this.#times.set(`${topic}/${partition}/${from}`, Number(message.timestamp));
      return Promise.resolve('enough');
    });
  }

  async #readerOf(topics: readonly string[]): Promise<TopicReader> {
    const known = new Set(this.#reader?.topics.split(' '));
    if (this.#reader && topics.every((topic) => known.has(topic))) return this.#reader.reader;
    await this.#reader?.reader.close();
    const all = [...new Set([...known, ...topics])].filter(Boolean);
    const reader = new TopicReader(this.#kafka, all);
    this.#reader = { topics: all.join(' '), reader };
    return reader;
  }
}
