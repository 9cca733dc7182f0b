import { until } from '@switchback/testing';
import { freshTopic, inTurn, publishAll } from './bench-topic.ts';
import { startMember } from './start-member.ts';

const KEYS = 2_000;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Megabytes by which a member grows from the second quarter of `count` records to the last: the first is its warm-up.
 * The records stand ready beforehand, so that it works at its limit.
 */
export const memoryGrowth = async (count: number): Promise<number> => {
  const { prefix, kafka } = await freshTopic();
  const published = await publishAll(kafka, inTurn(KEYS, count / KEYS));
  const samples: { rss: number; handled: number }[] = [];
  const member = await startMember([prefix, '0'], (said) => {
    if ('rss' in said) samples.push(said);
  });
  const done = () => (samples.at(-1)?.handled ?? 0) >= published;
  await until(`${published} records to be handled`, done, 600_000);
  await member.stop();
  const handled = samples.at(-1)?.handled;
  if (handled !== published) throw new Error(`${handled} records were handled, not ${published}`);
  const between = (from: number, to: number) =>
    samples.filter((at) => at.handled >= from * count && at.handled < to * count).map(({ rss }) => rss / 2 ** 20);
  const [second, last] = [between(0.25, 0.5), between(0.75, 1)];
  if (second.length < 3 || last.length < 3) throw new Error('too few samples: let it handle more records');
  return mean(last) - mean(second);
};
