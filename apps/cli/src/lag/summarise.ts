import type { GroupLag, TimedLag } from '@switchback/kafka';

/** How far one group is behind on one topic. */
export interface TopicLag {
  readonly topic: string;
  readonly partitions: number;
  /** Partitions that no member holds. */
  readonly unheld: number;
  readonly records: bigint;
  readonly seconds: number;
  readonly removed: bigint;
  readonly uncommitted: number;
}

const sum = (lags: readonly TimedLag[], of: (lag: TimedLag) => bigint): bigint =>
  lags.reduce((total, lag) => total + of(lag), 0n);

/** One line per topic: records add up, seconds are those of the worst partition. */
export const byTopic = ({ partitions }: GroupLag): TopicLag[] =>
  [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, lags]) => ({
    topic,
    partitions: lags.length,
    unheld: lags.filter(({ member }) => !member).length,
    records: sum(lags, ({ records }) => records),
    seconds: Math.max(0, ...lags.map(({ seconds }) => seconds)),
    removed: sum(lags, ({ removed }) => removed),
    uncommitted: lags.filter(({ committed }) => committed === undefined).length,
  }));

export const worstSeconds = (groups: readonly GroupLag[]): number =>
  Math.max(0, ...groups.flatMap(({ partitions }) => partitions.map(({ seconds }) => seconds)));
