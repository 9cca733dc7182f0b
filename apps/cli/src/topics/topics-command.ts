import { allTopics } from '@switchback/contracts';
import { connectKafka, kafkaSecurity, createTopics, describeTopics } from '@switchback/kafka';
import type { TopicState } from '@switchback/kafka';
import { Command } from 'commander';
import { readTopicConfig } from '../config.ts';
import { applyChanges } from './apply-changes.ts';

interface ApplyOptions extends Options {
  dryRun?: boolean;
  addPartitionsAndMoveKeys?: boolean;
}
interface Options {
  brokers?: string;
  prefix?: string;
  partitions?: string;
  replicationFactor?: string;
  minInsyncReplicas?: string;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const connect = (options: Options) => {
  const config = readTopicConfig({
    KAFKA_BROKERS: options.brokers,
    TOPIC_PREFIX: options.prefix,
    TOPIC_PARTITIONS: options.partitions,
    TOPIC_REPLICATION_FACTOR: options.replicationFactor,
    TOPIC_MIN_INSYNC_REPLICAS: options.minInsyncReplicas,
  });
  const layout = {
    partitions: config.TOPIC_PARTITIONS,
    replicationFactor: config.TOPIC_REPLICATION_FACTOR,
    minInsyncReplicas: config.TOPIC_MIN_INSYNC_REPLICAS,
    retentionDays: { records: config.TOPIC_RETENTION_DAYS, failures: config.TOPIC_FAILURE_RETENTION_DAYS },
  };
  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'switchback-cli',
    topicPrefix: config.TOPIC_PREFIX,
    security: kafkaSecurity(config),
    logger: silent,
  });
  return { kafka, layout };
};

const print = (topics: readonly (TopicState & { word: string })[]) => {
  const width = Math.max(...topics.map(({ name }) => name.length));
  for (const { name, word, partitions, replicationFactor, differences } of topics) {
    const size = partitions > 0 ? `${String(partitions).padStart(3)} partitions  ${replicationFactor} replicas` : '';
    process.stdout.write(
      `${name.padEnd(width)}  ${word.padEnd(12)}  ${size}${differences.length > 0 ? `  (${differences.join('; ')})` : ''}\n`,
    );
  }
};

const withOptions = (command: Command): Command =>
  command
    .option('--brokers <host:port,…>', 'Kafka brokers [KAFKA_BROKERS]')
    .option('--prefix <text>', 'text before every topic name [TOPIC_PREFIX]')
    .option('--partitions <n>', 'partitions of each topic [TOPIC_PARTITIONS, 12]')
    .option('--replication-factor <n>', 'replicas of each partition [TOPIC_REPLICATION_FACTOR, 3]')
    .option('--min-insync-replicas <n>', 'replicas that must have a record [TOPIC_MIN_INSYNC_REPLICAS, 2]');

const applyCommand = (): Command =>
  withOptions(new Command('apply').description('create what is missing and make the changes that are safe'))
    .option('--dry-run', 'only say what would be done')
    .option('--add-partitions-and-move-keys', 'also add partitions: keys move, and their order breaks once')
    .action(async (options: ApplyOptions) => {
      const { kafka, layout } = connect(options);
      await applyChanges(kafka, layout, {
        dryRun: options.dryRun ?? false,
        addPartitions: options.addPartitionsAndMoveKeys ?? false,
      });
    });

/** `switchback topics list | create | check | apply`. */
export const topicsCommand = (): Command => {
  const topics = new Command('topics').description('the topics of Switchback, dead letters included');
  withOptions(topics.command('list').description('show each topic and how it stands against the specification')).action(
    async (options: Options) => {
      const { kafka, layout } = connect(options);
      print((await describeTopics(kafka, allTopics(), layout)).map((topic) => ({ ...topic, word: topic.state })));
    },
  );
  withOptions(topics.command('create').description('create what is missing; nothing that exists is changed')).action(
    async (options: Options) => {
      const { kafka, layout } = connect(options);
      const results = await createTopics(kafka, allTopics(), layout);
      print(
        results.map((topic) => ({
          ...topic,
          word: topic.created ? 'created' : topic.state === 'differs' ? 'differs' : 'exists',
        })),
      );
    },
  );
  withOptions(topics.command('check').description('exit with 1 when a topic is missing or differs')).action(
    async (options: Options) => {
      const { kafka, layout } = connect(options);
      const states = await describeTopics(kafka, allTopics(), layout);
      const wrong = states.filter(({ state }) => state !== 'as-specified');
      print(wrong.map((topic) => ({ ...topic, word: topic.state })));
      process.stdout.write(
        wrong.length === 0
          ? `All ${states.length} topics are as specified.\n`
          : `${wrong.length} of ${states.length} topics are missing or differ.\n`,
      );
      process.exitCode = wrong.length === 0 ? 0 : 1;
    },
  );
  topics.addCommand(applyCommand());
  return topics;
};
