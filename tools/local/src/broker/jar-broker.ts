import { freePort } from '../free-port.ts';
import type { Broker } from './broker.ts';
import { prepareNode, startNode } from './jar-node.ts';
import type { ClusterPlan } from './jar-node.ts';
import { fetchJars } from './kafka-jars.ts';

export interface JarOptions extends Pick<ClusterPlan, 'settingsOf' | 'formatWith'> {
  readonly version: string;
  /** Where jars are kept, by version. */
  readonly jars: string;
  /** What the nodes store; it stays when they are stopped. */
  readonly data: string;
}

/** Ports for `count` nodes from the wanted one on, and their storage made ready. */
export const planCluster = async (count: number, wantedPort: number, options: JarOptions): Promise<ClusterPlan> => {
  const jars = await fetchJars(options.jars, options.version);
  const taken = new Set<number>();
  const ports: { client: number; controller: number }[] = [];
  const next = async () => {
    const port = await freePort(wantedPort, taken);
    taken.add(port);
    return port;
  };
  while (ports.length < count) ports.push({ client: await next(), controller: await next() });
  const { data, settingsOf, formatWith } = options;
  const plan = { jars, data, ports, settingsOf, formatWith };
  await Promise.all(ports.map((_, at) => prepareNode(plan, at + 1)));
  return plan;
};

/** Apache Kafka from Maven Central's jars, as a child process. Its data stays in `options.data`. */
export const startJarBroker = async (wantedPort: number, options: JarOptions): Promise<Broker> => {
  const plan = await planCluster(1, wantedPort, options);
  const kafka = await startNode(plan, 1);
  return {
    brokers: plan.ports.map(({ client }) => `127.0.0.1:${client}`).join(','),
    chosen: `jars of Apache Kafka ${options.version} (no Docker engine to use)`,
    stop: () => kafka.stop(),
  };
};
