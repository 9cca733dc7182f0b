import { brokerList, loadConfig } from '@switchback/config';
import { z } from 'zod';

const count = z.coerce.number().int().min(1);

const schema = z.object({
  KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas (or give --brokers)'),
  TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
  TOPIC_PARTITIONS: count.default(12).describe('partitions of each topic'),
  TOPIC_REPLICATION_FACTOR: count.default(3).describe('replicas of each partition'),
  TOPIC_MIN_INSYNC_REPLICAS: count.default(2).describe('replicas that must have a record before it counts as stored'),
});
export type TopicConfig = z.output<typeof schema>;

/** Options given on the command line stand over the environment. */
export const readTopicConfig = (given: Readonly<Record<string, string | undefined>>): TopicConfig => {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return loadConfig(schema, { ...process.env, ...set });
};
