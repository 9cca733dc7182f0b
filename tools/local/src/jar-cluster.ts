import { join } from 'node:path';
import { awaitBroker } from './broker/await-broker.ts';
import { kafkaVersion } from './broker/broker.ts';
import { planCluster } from './broker/jar-broker.ts';
import { startNode } from './broker/jar-node.ts';
import { whyNoJars } from './broker/kafka-jars.ts';
import type { Child } from './child.ts';
import { readEnvironment } from './config.ts';
import { localFolder } from './workspace.ts';

/** A cluster whose nodes, counted from 1, may be killed and started again one by one. */
export interface JarCluster {
  readonly brokers: string;
  /** SIGKILL, awaited. */
  kill(node: number): Promise<void>;
  /** Starts a killed node again on its data and its ports. */
  restart(node: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Apache Kafka of `count` nodes from Maven Central's jars, in `.local/<name>`; resolves when it answers.
 * @throws Error where there is no JDK or no Maven
 */
export const startJarCluster = async (name: string, count: number): Promise<JarCluster> => {
  const why = await whyNoJars();
  if (why !== undefined) throw new Error(`A cluster to break needs a JDK 17 and Maven: ${why}.`);
  const version = kafkaVersion(readEnvironment());
  const data = join(localFolder, name);
  const plan = await planCluster(count, 41_092, { version, data, jars: join(localFolder, 'kafka') });
  const nodes = new Map<number, Child>();
  const restart = async (node: number) => {
    nodes.set(node, await startNode(plan, node));
  };
  const stop = async () => {
    await Promise.all([...nodes.values()].map((node) => node.stop()));
  };
  const brokers = plan.ports.map(({ client }) => `127.0.0.1:${client}`).join(',');
  try {
    await Promise.all(plan.ports.map((_, at) => restart(at + 1)));
    await awaitBroker(brokers, 90_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = async (node: number) => {
    const child = nodes.get(node);
    if (!child) throw new Error(`There is no node ${node}.`);
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
  };
  return { brokers, kill, restart, stop };
};
