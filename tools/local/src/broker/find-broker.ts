import type { Environment } from '../config.ts';
import type { Engine } from '../docker/docker-engine.ts';
import { awaitBroker } from './await-broker.ts';
import { kafkaImage, kafkaVersion } from './broker.ts';
import type { Broker } from './broker.ts';
import { startDockerBroker } from './docker-broker.ts';
import { startJarBroker } from './jar-broker.ts';
import { whyNoJars } from './kafka-jars.ts';

export interface BrokerSearch {
  readonly environment: Environment;
  /** The variable that names brokers to use. */
  readonly variable: string;
  readonly engine: () => Promise<Engine>;
  readonly port: number;
  readonly folders: { readonly jars: string; readonly data: string };
}

const choose = async ({ environment, variable, engine, port, folders }: BrokerSearch): Promise<Broker> => {
  const given = environment[variable];
  if (given) return { brokers: given, chosen: `${variable} is set`, stop: () => Promise.resolve() };
  const docker = await engine();
  if (docker.usable) return startDockerBroker(port, kafkaImage(environment));
  const why = await whyNoJars();
  if (why === undefined) return startJarBroker(port, { ...folders, version: kafkaVersion(environment) });
  throw new Error(
    `No Kafka to use: no Docker engine (${docker.why}), and ${why}.\nInstall Docker, or a JDK 17 with Maven, or set ${variable} to host:port of a broker.`,
  );
};

/** Given by the environment, else a container, else Apache's jars; ready when it answers. */
export const findBroker = async (search: BrokerSearch): Promise<Broker> => {
  const broker = await choose(search);
  try {
    await awaitBroker(broker.brokers, 60_000);
    return broker;
  } catch (error) {
    await broker.stop();
    throw error;
  }
};
