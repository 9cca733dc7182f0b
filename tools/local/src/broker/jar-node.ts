import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd, startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { CLUSTER_ID, clusterSettings } from './broker.ts';

export interface NodePorts {
  readonly client: number;
  readonly controller: number;
}

/** Who takes part in a cluster, the same for each of its nodes. Ports stand in the order of the nodes, which count from 1. */
export interface ClusterPlan {
  readonly jars: string;
  readonly data: string;
  readonly ports: readonly NodePorts[];
  /** Settings of a node besides the usual ones, or instead of them. */
  readonly settingsOf?: ((ports: NodePorts) => Readonly<Record<string, string>>) | undefined;
  /** More arguments to the tool that formats the storage. */
  readonly formatWith?: readonly string[] | undefined;
}

const properties = ({ ports, data, settingsOf }: ClusterPlan, node: number): string => {
  const own = ports[node - 1];
  if (!own) throw new Error(`There is no node ${node}.`);
  const listeners = `CLIENT://127.0.0.1:${own.client},CONTROLLER://127.0.0.1:${own.controller}`;
  return Object.entries({
    ...clusterSettings(ports.length),
    'node.id': String(node),
    'log.dirs': join(data, `log-${node}`),
    'controller.quorum.voters': ports.map(({ controller }, at) => `${at + 1}@127.0.0.1:${controller}`).join(','),
    listeners,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    ...settingsOf?.(own),
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
};

/** Writes a node's settings and formats its storage, unless that has been done. */
export const prepareNode = async (plan: ClusterPlan, node: number): Promise<void> => {
  await mkdir(plan.data, { recursive: true });
  const file = join(plan.data, `server-${node}.properties`);
  await writeFile(file, properties(plan, node));
  const tool = ['-cp', join(plan.jars, '*'), 'kafka.tools.StorageTool'];
  const { code, output } = await runToEnd('java', [
    ...[...tool, 'format', '--ignore-formatted', '-t', CLUSTER_ID, '-c', file, ...(plan.formatWith ?? [])],
  ]);
  if (code !== 0)
    throw new Error(`Kafka's storage could not be formatted:\n${output.split('\n').slice(-5).join('\n')}`);
};

/** Starts a prepared node, for the first time or again. */
export const startNode = (plan: ClusterPlan, node: number): Promise<Child> =>
  startChild(
    'kafka',
    'java',
    [
      ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(plan.jars, '*'), 'kafka.Kafka'],
      join(plan.data, `server-${node}.properties`),
    ],
    { log: join(plan.data, `kafka-${node}.log`) },
  );
