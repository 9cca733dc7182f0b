import { GenericContainer, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import { CLUSTER_ID, clusterSettings } from './broker.ts';
import type { Broker } from './broker.ts';

/** `offsets.topic.num.partitions` → `KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS`, as the image wants it. */
const asVariables = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]),
  );

/** Apache Kafka in a container, on the wanted port or the next free one. Its data goes with the container. */
export const startDockerBroker = async (wantedPort: number, image: string): Promise<Broker> => {
  const port = await freePort(wantedPort);
  const container = await new GenericContainer(image)
    // The advertised listener must name the port that clients use, so it is fixed beforehand.
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({
      ...asVariables(clusterSettings(1)),
      KAFKA_NODE_ID: '1',
      KAFKA_LISTENERS: `CONTROLLER://:29093,CLIENT://:${port}`,
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'CLIENT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:29093',
      CLUSTER_ID,
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return {
    brokers: `127.0.0.1:${port}`,
    chosen: `container ${image} (a Docker engine answers)`,
    stop: async () => {
      await container.stop();
    },
  };
};
