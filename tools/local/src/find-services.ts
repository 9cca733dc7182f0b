import { findBroker } from './broker/find-broker.ts';
import { kafkaImage } from './broker/broker.ts';
import type { Broker } from './broker/broker.ts';
import type { Environment } from './config.ts';
import { POSTGRES_IMAGE, findDatabase } from './database/find-database.ts';
import type { Database } from './database/find-database.ts';
import { findEngine } from './docker/docker-engine.ts';
import type { Engine } from './docker/docker-engine.ts';

export interface ServiceSearch {
  readonly environment: Environment;
  readonly variables: { readonly kafka: string; readonly database: string };
  readonly ports: { readonly kafka: number; readonly database: number };
  /** Data of what is started here; the jars are kept apart, so that a reset of data does not fetch them again. */
  readonly folders: { readonly data: string; readonly jars: string };
}

/** A broker and a database, found or started side by side. When one fails, the other is stopped again. */
export const findServices = async ({
  environment,
  variables,
  ports,
  folders,
}: ServiceSearch): Promise<{ broker: Broker; database: Database }> => {
  let found: Promise<Engine> | undefined;
  const engine = () => (found ??= findEngine(environment, [kafkaImage(environment), POSTGRES_IMAGE]));
  const [broker, database] = await Promise.allSettled([
    findBroker({
      environment,
      variable: variables.kafka,
      engine,
      port: ports.kafka,
      folders: { jars: folders.jars, data: `${folders.data}/kafka` },
    }),
    findDatabase({
      environment,
      variable: variables.database,
      engine,
      port: ports.database,
      data: `${folders.data}/postgres`,
    }),
  ]);
  if (broker.status === 'fulfilled' && database.status === 'fulfilled')
    return { broker: broker.value, database: database.value };
  if (broker.status === 'fulfilled') await broker.value.stop();
  if (database.status === 'fulfilled') await database.value.stop();
  throw broker.status === 'rejected' ? broker.reason : (database as PromiseRejectedResult).reason;
};
