import type { Environment } from '../config.ts';

/** A Kafka to use, where it is from, and how to let go of it. */
export interface Broker {
  readonly brokers: string;
  /** What was chosen and why, for the person who watches. */
  readonly chosen: string;
  stop(): Promise<void>;
}

/** The Kafka that is started where none is given: `SWITCHBACK_KAFKA_VERSION`, for runs against another one. */
export const kafkaVersion = (environment: Environment): string => environment.SWITCHBACK_KAFKA_VERSION ?? '4.3.1';

export const kafkaImage = (environment: Environment): string => `apache/kafka:${kafkaVersion(environment)}`;

export const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qk';

/** Settings of a cluster of `brokers` that are the same in a container and from the jars. Nodes 1 to 3 keep the metadata. */
export const clusterSettings = (brokers: number): Readonly<Record<string, string>> => {
  const replicas = String(Math.min(brokers, 3));
  const inSync = brokers >= 3 ? '2' : '1';
  return {
    'process.roles': 'broker,controller',
    'controller.listener.names': 'CONTROLLER',
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    'message.max.bytes': '8388608',
  };
};
