import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KafkaProducer } from '@switchback/kafka';
import type { connectKafka } from '@switchback/kafka';
import { freshDatabase, secretFile, startApp } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { Client } from 'pg';
import { callEvents } from './call-events.ts';
import type { MadeCall } from './call-events.ts';

export interface CrmRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}
export interface FaultCounts {
  readonly injected: Readonly<Record<string, number>>;
  readonly held: number;
  readonly cut: number;
}

export interface Place {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly brokers: string;
  readonly prefix: string;
}

const HEADERS = { authorization: 'Bearer t', 'content-type': 'application/json' };
const CREATED_AT = '2026-07-14T08:31:07.415Z';

/** crm-sync on two replicas, a CRM whose requests go wrong by a script, and a hand that makes calls. */
export interface CrmWorld {
  /** New tasks with a contact and a text of their own, and one call each; nothing of it goes wrong. */
  makeCalls(count: number): Promise<MadeCall[]>;
  /** Publishes both events of each call, all at once. */
  publish(calls: readonly MadeCall[]): Promise<void>;
  setFaults(script: Readonly<Record<string, unknown>> | undefined): Promise<void>;
  faults(): Promise<FaultCounts>;
  records(type: 'tasks' | 'calls'): Promise<readonly CrmRecord[]>;
  /** Rows of a query on crm-sync's database. */
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  /** SIGKILL of one replica; it is brought back in the background. */
  kill(replica: number): Promise<void>;
  close(): Promise<void>;
}

export const openCrmWorld = async ({ kafka, brokers, prefix }: Place): Promise<CrmWorld> => {
  const [database, crm] = await Promise.all([
    freshDatabase(join(import.meta.dirname, '../../../../apps/crm-sync/prisma')),
    startApp('crm-sandbox', { TOKEN: 't' }),
  ]);
  const sql = new Client({ connectionString: database.url });
  const producer = new KafkaProducer(kafka);
  await Promise.all([sql.connect(), producer.start()]);
  const policy = `
connections: [{ name: crm, kind: hubspot, baseUrl: '${crm.url}', tokenFile: ${await secretFile('t')} }]
organizations: [{ name: demo, connection: crm }]
`;
  const env = {
    ...{ KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix, DATABASE_URL: database.url },
    ...{ POLICY_FILE: await secretFile(policy), CRM_TIMEOUT_MS: '2000', CRM_SETTLE_MS: '2000', CRM_HOLD_MS: '200' },
  };
  // Each life has a group of its own and so reads everything again, beside the other replica: a killed member would
  // hold its partitions for 30 s, and the same task is worked on by both.
  let lives = 0;
  const start = () => startApp('crm-sync', { ...env, GROUP_PREFIX: `${prefix}${(lives += 1)}.` });
  const replicas: Promise<RunningApp>[] = [start(), start()];
  await Promise.all(replicas);

  const { makeCall, control, setFaults } = handsOn(crm.url);
  return {
    makeCalls: (count) => Promise.all(Array.from({ length: count }, makeCall)),
    publish: async (calls) => {
      await Promise.all(calls.flatMap(callEvents).map((record) => producer.publish(record)));
    },
    setFaults,
    faults: () => control('faults'),
    records: (type) => control(`objects/${type}`),
    rows: async <T>(text: string, values: unknown[] = []) => (await sql.query(text, values)).rows as T[],
    kill: async (replica) => {
      await (await replicas[replica])?.kill();
      replicas[replica] = start();
    },
    close: async () => {
      await Promise.all([...replicas.map(async (app) => (await app).kill()), crm.kill(), producer.stop(), sql.end()]);
      await database.drop();
    },
  };
};

/** What people and the conductor do in the CRM. */
const handsOn = (url: string) => {
  const post = async (type: string, body: unknown): Promise<CrmRecord> => {
    const path = `${url}/crm/v3/objects/${type}`;
    return (await (
      await fetch(path, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) })
    ).json()) as CrmRecord;
  };
  const makeCall = async (): Promise<MadeCall> => {
    const contact = await post('contacts', { properties: { firstname: 'A' } });
    const task = await post('tasks', {
      properties: { hs_task_status: 'NOT_STARTED', hs_task_body: 'Mine.', hs_timestamp: '2026-01-01T00:00:00Z' },
      associations: [{ to: { id: contact.id }, types: [{ associationTypeId: 204 }] }],
    });
    return { taskId: task.id, sessionId: randomUUID(), createdAt: CREATED_AT };
  };
  const control = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/_sandbox/${path}`)).json()) as T;
  const setFaults: CrmWorld['setFaults'] = async (script) => {
    const request = script ? { method: 'PUT', body: JSON.stringify(script), headers: HEADERS } : { method: 'DELETE' };
    await fetch(`${url}/_sandbox/faults`, request);
  };
  return { makeCall, control, setFaults };
};
