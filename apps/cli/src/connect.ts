import { connectKafka, kafkaSecurity } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';
import type { Command } from 'commander';
import { readKafkaConfig } from './config.ts';

export interface KafkaOptions {
  brokers?: string;
  prefix?: string;
}

// What kafkajs says on the way is noise to an operator; what ends a command is printed by main.
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export const withKafkaOptions = (command: Command): Command =>
  command
    .option('--brokers <host:port,…>', 'Kafka brokers [KAFKA_BROKERS]')
    .option('--prefix <text>', 'text before every topic name [TOPIC_PREFIX]');

export const connect = (options: KafkaOptions): Kafka => {
  const config = readKafkaConfig({ KAFKA_BROKERS: options.brokers, TOPIC_PREFIX: options.prefix });
  return connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: 'switchback-cli',
    topicPrefix: config.TOPIC_PREFIX,
    security: kafkaSecurity(config),
    logger: silent,
  });
};
