import { join } from 'node:path';
import { startAgntixSandbox } from '@switchback/agntix-sandbox';
import type { GivenOptions } from '@switchback/agntix-sandbox';
import { KafkaProducer } from '@switchback/kafka';
import { freshDatabase, freshTopics } from '@switchback/testing';
import { Client } from 'pg';

const migrations = join(import.meta.dirname, '../../../../apps/transcript/prisma');

/** A vendor, a database, topics and a producer, all empty. */
export const stageFor = async (options: GivenOptions) => {
  const sandbox = await startAgntixSandbox({ callMs: 0, ...options });
  const database = await freshDatabase(migrations);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { kafka, brokers, prefix } = await freshTopics();
  const producer = new KafkaProducer(kafka);
  await producer.start();
  return {
    sandbox,
    client,
    producer,
    place: { brokers, prefix, databaseUrl: database.url, vendorUrl: sandbox.url, apiKey: sandbox.apiKey },
    close: async () => {
      await producer.stop();
      await client.end();
      await database.drop();
      await sandbox.close();
    },
  };
};
