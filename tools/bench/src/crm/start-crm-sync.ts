import { join } from 'node:path';
import { freshDatabase, secretFile } from '@switchback/testing';
import type { RunningApp } from '@switchback/testing';
import { Client } from 'pg';
import { CRM_TOKEN } from './crm-hand.ts';
import { startShipped } from './start-shipped.ts';

const migrations = join(import.meta.dirname, '../../../../apps/crm-sync/prisma');

export interface CrmSyncPlace {
  readonly crmUrl: string;
  readonly organization: string;
  readonly env: Readonly<Record<string, string>>;
}

/** crm-sync as it ships, so many replicas of it on one new database. */
export const startCrmSync = async ({ crmUrl, organization, env }: CrmSyncPlace, count: number) => {
  const database = await freshDatabase(migrations);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const policy = `
connections: [{ name: crm, kind: hubspot, baseUrl: '${crmUrl}', tokenFile: ${await secretFile(CRM_TOKEN)} }]
organizations: [{ name: ${organization}, connection: crm }]
`;
  const all = { ...env, DATABASE_URL: database.url, POLICY_FILE: await secretFile(policy) };
  const replicas: RunningApp[] = await Promise.all(Array.from({ length: count }, () => startShipped('crm-sync', all)));
  return {
    replicas,
    /** Tasks that are applied to their last number. */
    applied: async (): Promise<number> => {
      const sql = "SELECT count(*)::int AS n FROM task WHERE applied >= wanted AND state = 'idle'";
      return (await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
    },
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await client.end();
      await database.drop();
    },
  };
};
export type CrmSync = Awaited<ReturnType<typeof startCrmSync>>;
