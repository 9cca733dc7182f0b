/** A Kafka to use, where it is from, and how to let go of it. */
export interface Broker {
  readonly brokers: string;
  /** What was chosen and why, for the person who watches. */
  readonly chosen: string;
  stop(): Promise<void>;
}

export const KAFKA_IMAGE = 'apache/kafka:4.3.1';

export const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qk';

/** Settings of a single node that are the same in a container and from the jars. */
export const singleNode: Readonly<Record<string, string>> = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'auto.create.topics.enable': 'false',
  'message.max.bytes': '8388608',
};
