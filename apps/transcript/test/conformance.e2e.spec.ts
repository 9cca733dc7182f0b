import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eventTypes, topics } from '@switchback/contracts';
import { openDatabase } from '@switchback/persistence';
import { freshDatabase, secretFile } from '@switchback/testing';
import { breakableLink, consumerConformance, tableFaults } from '@switchback/testing/conformance';
import type { ConsumerHarness } from '@switchback/testing/conformance';
import { startVendorDouble } from './vendor-double.ts';

/** One version per session: its end, whose effect is one enriched event. */
const harness = async (): Promise<ConsumerHarness> => {
  const [database, vendor] = await Promise.all([
    freshDatabase(join(import.meta.dirname, '../prisma')),
    startVendorDouble(),
  ]);
  const db = openDatabase(database.url);
  const link = await breakableLink(database.url);
  const organizations = [{ name: 'demo', baseUrl: vendor.url, apiKeyFile: await secretFile('pk_test') }];
  const base = { type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', createdAt: '2026-07-14T08:31:07.415Z' };
  return {
    app: 'transcript',
    topic: topics.sessionEvents.name,
    versions: 1,
    env: { DATABASE_URL: link.url, AGNTIX_ORGANIZATIONS: JSON.stringify(organizations) },
    record: ({ subject, personal }) => {
      const metadata = { customerPhoneNumber: personal, sessionVariables: { note: personal } };
      vendor.sessions.set(subject, {
        detail: { id: subject, ...base, metadata, summary: personal },
        messages: [{ id: 'm1', role: 'USER', content: personal }],
      });
      const body = {
        id: subject,
        eventType: 'session.ended',
        ...base,
        metadata,
        endedAt: '2026-07-14T08:33:41.902Z',
      };
      return {
        key: subject,
        value: Buffer.from(JSON.stringify(body)),
        headers: {
          ce_id: randomUUID(),
          ce_type: eventTypes.sessionEnded,
          ce_organization: 'demo',
          ce_subject: subject,
        },
      };
    },
    effects: async (subject) => {
      const { rows } = await db.pool.query<{ revision: number }>(
        'SELECT revision FROM enriched WHERE session_id = $1 ORDER BY revision',
        [subject],
      );
      return rows.map(({ revision }) => revision);
    },
    fail: await tableFaults(db, { table: 'session', column: 'session_id' }),
    takeAway: { database: () => link.cut() },
    stop: async () => {
      await Promise.all([link.close(), db.close(), vendor.close()]);
      await database.drop();
    },
  };
};

consumerConformance('transcript', { begin: harness, dependencies: ['database'] });
