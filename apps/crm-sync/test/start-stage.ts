import { join } from 'node:path';
import { KafkaProducer } from '@switchback/kafka';
import { openDatabase } from '@switchback/persistence';
import { freshDatabase, freshTopics, secretFile, startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';

interface StageOptions {
  /** The mapping file, given the URL of the CRM's double and the file with its token; by default one of a HubSpot account. */
  readonly policy?: (crmUrl: string, tokenFile: string) => string;
  readonly env?: Readonly<Record<string, string>>;
  readonly replicas?: number;
}

const oneAccount = (crmUrl: string, tokenFile: string): string => `
connections: [{ name: crm, kind: hubspot, baseUrl: '${crmUrl}', tokenFile: ${tokenFile} }]
organizations: [{ name: demo, connection: crm }]
`;

/** crm-sync with topics, a database and a CRM's double of its own. */
export const startStage = async ({ policy = oneAccount, env = {}, replicas = 1 }: StageOptions = {}) => {
  const [fresh, database, crm] = await Promise.all([
    freshTopics(),
    freshDatabase(join(import.meta.dirname, '../prisma')),
    startApp('crm-sandbox', { TOKEN: 't' }),
  ]);
  const sql = openDatabase(database.url);
  const producer = new KafkaProducer(fresh.kafka);
  await producer.start();
  const settings = {
    ...{ KAFKA_BROKERS: fresh.brokers, TOPIC_PREFIX: fresh.prefix, GROUP_PREFIX: fresh.prefix },
    ...{ DATABASE_URL: database.url, POLICY_FILE: await secretFile(policy(crm.url, await secretFile('t'))) },
    ...env,
  };
  const started: RunningApp[] = [];
  const start = async (): Promise<RunningApp> => {
    const app = await startApp('crm-sync', settings);
    started.push(app);
    return app;
  };
  const app = await start();
  await Promise.all(Array.from({ length: replicas - 1 }, start));
  return {
    crm,
    /** The first replica. */
    app,
    kafka: fresh.kafka,
    producer,
    sql,
    /** One more, in the place of one that was stopped. */
    start,
    close: async () => {
      await Promise.all([...started.map((app) => app.kill()), crm.kill(), producer.stop()]);
      await sql.close();
      await database.drop();
    },
  };
};
export type Stage = Awaited<ReturnType<typeof startStage>>;
