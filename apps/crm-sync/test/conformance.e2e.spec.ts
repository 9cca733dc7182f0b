import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eventTypes, topics } from '@switchback/contracts';
import { openDatabase } from '@switchback/persistence';
import { freshDatabase, secretFile, startApp } from '@switchback/testing';
import { breakableLink, consumerConformance, tableFaults } from '@switchback/testing/conformance';
import type { ConsumerHarness } from '@switchback/testing/conformance';

/** Each version of a session is a fact; sessions match no task, so that the ledger of facts alone decides. */
const harness = async (): Promise<ConsumerHarness> => {
  const [database, crm] = await Promise.all([
    freshDatabase(join(import.meta.dirname, '../prisma')),
    startApp('crm-sandbox', { TOKEN: 't' }),
  ]);
  const db = openDatabase(database.url);
  const link = await breakableLink(database.url);
  const policy = await secretFile(`
connections:
  - { name: crm, kind: hubspot, baseUrl: '${crm.url}', tokenFile: ${await secretFile('t')} }
organizations:
  - { name: demo, connection: crm }
`);
  return {
    app: 'crm-sync',
    topic: topics.sessionEnriched.name,
    env: { DATABASE_URL: link.url, POLICY_FILE: policy },
    record: ({ subject, version, personal }) => ({
      key: subject,
      value: Buffer.from(
        JSON.stringify({
          organization: 'demo',
          sessionId: subject,
          revision: version,
          outcome: { value: 'connected', final: true, reason: 'test' },
          session: {
            type: 'VOICE',
            platform: 'PHONE',
            direction: 'OUTBOUND',
            agentId: null,
            variables: { note: personal },
            customerPhoneNumber: personal,
          },
          timing: { createdAt: '2026-07-14T08:31:07.415Z', endedAt: null, talkSeconds: 42 },
          analysis: {
            summary: personal,
            keyPoints: [],
            intent: null,
            resolution: null,
            sentiment: null,
            extractedData: {},
          },
          transcript: null,
          links: { dashboard: null },
        }),
      ),
      headers: {
        ce_id: randomUUID(),
        ce_type: eventTypes.sessionEnriched,
        ce_organization: 'demo',
        ce_subject: subject,
      },
    }),
    effects: async (subject) => {
      const { rows } = await db.pool.query<{ version: string }>(
        'SELECT version FROM fact WHERE session_id = $1 ORDER BY seen_at',
        [subject],
      );
      return rows.map(({ version }) => Number(version));
    },
    fail: await tableFaults(db, { table: 'fact', column: 'session_id' }),
    takeAway: { database: () => link.cut() },
    stop: async () => {
      await Promise.all([crm.kill(), link.close(), db.close()]);
      await database.drop();
    },
  };
};

consumerConformance('crm-sync', { begin: harness, dependencies: ['database'] });
