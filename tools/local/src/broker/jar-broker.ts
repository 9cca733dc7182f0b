import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { runToEnd, startChild } from '../child.ts';
import { withProgress } from '../say.ts';
import { workspace } from '../workspace.ts';
import { CLUSTER_ID, singleNode } from './broker.ts';
import type { Broker } from './broker.ts';

const MINIMUM_JAVA = 17;

/** Why Kafka's jars cannot be used here, or undefined when they can. */
export const whyNoJars = async (): Promise<string | undefined> => {
  const java = await runToEnd('java', ['-version']).catch(() => undefined);
  const version = Number(/version "(\d+)/.exec(java?.output ?? '')?.[1] ?? 0);
  if (version < MINIMUM_JAVA)
    return version === 0 ? 'there is no java' : `java is ${version}, and ${MINIMUM_JAVA} is needed`;
  const maven = await runToEnd('mvn', ['-version']).catch(() => undefined);
  return maven?.code === 0 ? undefined : 'there is no mvn';
};

const fetchJars = async (folder: string): Promise<string> => {
  const jars = join(folder, 'jars-4.3.1');
  if (existsSync(join(jars, '.complete'))) return jars;
  const goal = [
    '-q',
    '-B',
    '-f',
    join(workspace, 'tools/local/kafka/pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${jars}`,
  ];
  const { code, output } = await withProgress('fetching Kafka with Maven', () => runToEnd('mvn', goal));
  if (code !== 0) throw new Error(`mvn could not fetch Kafka:\n${output.split('\n').slice(-10).join('\n')}`);
  await writeFile(join(jars, '.complete'), '');
  return jars;
};

const properties = (port: number, controllerPort: number, data: string): string =>
  Object.entries({
    ...singleNode,
    'log.dirs': data,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

/** Apache Kafka from Maven Central's jars, as a child process. Its data stays in `folder`. */
export const startJarBroker = async (wantedPort: number, folders: { jars: string; data: string }): Promise<Broker> => {
  await mkdir(folders.data, { recursive: true });
  const jars = await fetchJars(folders.jars);
  const port = await freePort(wantedPort);
  const controllerPort = await freePort(port + 1);
  const file = join(folders.data, 'server.properties');
  await writeFile(file, properties(port, controllerPort, join(folders.data, 'log')));
  const classPath = join(jars, '*');
  const format = await runToEnd('java', [
    '-cp',
    classPath,
    'kafka.tools.StorageTool',
    'format',
    '--standalone',
    '--ignore-formatted',
    '-t',
    CLUSTER_ID,
    '-c',
    file,
  ]);
  if (format.code !== 0)
    throw new Error(`Kafka's storage could not be formatted:\n${format.output.split('\n').slice(-5).join('\n')}`);
  const kafka = await startChild(
    'kafka',
    'java',
    ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.Kafka', file],
    {
      log: join(folders.data, 'kafka.log'),
    },
  );
  return {
    brokers: `127.0.0.1:${port}`,
    chosen: `jars of Apache Kafka 4.3.1 (no Docker engine to use)`,
    stop: () => kafka.stop(),
  };
};
