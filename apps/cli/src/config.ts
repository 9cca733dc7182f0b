import { brokerList, loadConfig } from '@switchback/config';
import { checkKafkaSecurity, kafkaEnvironment } from '@switchback/kafka';
import { z } from 'zod';

const count = z.coerce.number().int().min(1);
const days = z.coerce.number().positive();

const kafka = z.object({
  KAFKA_BROKERS: brokerList.describe('host:port of each broker, separated by commas (or give --brokers)'),
  TOPIC_PREFIX: z.string().default('').describe('text put before every topic name'),
  ...kafkaEnvironment,
});
const layout = kafka.extend({
  TOPIC_PARTITIONS: count.default(12).describe('partitions of each topic'),
  TOPIC_REPLICATION_FACTOR: count.default(3).describe('replicas of each partition'),
  TOPIC_MIN_INSYNC_REPLICAS: count.default(2).describe('replicas that must have a record before it counts as stored'),
  TOPIC_RETENTION_DAYS: days.optional().describe('days that records are kept'),
  TOPIC_FAILURE_RETENTION_DAYS: days.optional().describe('days that dead letters and quarantined webhooks are kept'),
});
const lag = kafka.extend({
  GROUP_PREFIX: z.string().default('').describe("text put before every consumer group's name"),
});

/** All that any of its commands reads. @public docs/settings.md is written from it. */
export const schema = z.object({ ...layout.shape, ...lag.shape });

type Given = Readonly<Record<string, string | undefined>>;

/** Options given on the command line stand over the environment. */
const read = <S extends z.ZodObject>(schema: S, given: Given): z.output<S> => {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return loadConfig(schema, { ...process.env, ...set });
};

export const readKafkaConfig = (given: Given) => read(kafka.superRefine(checkKafkaSecurity), given);
export const readTopicConfig = (given: Given) => read(layout.superRefine(checkKafkaSecurity), given);
export const readLagConfig = (given: Given) => read(lag.superRefine(checkKafkaSecurity), given);
