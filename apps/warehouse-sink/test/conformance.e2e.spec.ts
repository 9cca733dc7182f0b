import { join } from 'node:path';
import { eventTypes, topics } from '@switchback/contracts';
import { openDatabase } from '@switchback/persistence';
import { freshDatabase } from '@switchback/testing';
import { breakableLink, consumerConformance, sampleRecord, tableFaults } from '@switchback/testing/conformance';
import type { ConsumerHarness } from '@switchback/testing/conformance';

const harness = async (): Promise<ConsumerHarness> => {
  const database = await freshDatabase(join(import.meta.dirname, '../prisma'));
  const db = openDatabase(database.url);
  const databaseLink = await breakableLink(database.url);
  return {
    app: 'warehouse-sink',
    topic: topics.sessionEnriched.name,
    env: {
      DATABASE_URL: databaseLink.url,
    },
    record: (of) => sampleRecord(eventTypes.sessionEnriched, of),
    effects: async (subject) => {
      const { rows } = await db.pool.query<{ revision: number }>('SELECT revision FROM call WHERE session_id = $1', [
        subject,
      ]);
      return rows.map(({ revision }) => revision);
    },
    fail: await tableFaults(db, { table: 'call', column: 'session_id' }),
    takeAway: { database: () => databaseLink.cut() },
    stop: async () => {
      await Promise.all([databaseLink.close(), db.close()]);
      await database.drop();
    },
  };
};

consumerConformance('warehouse-sink', { begin: harness, dependencies: ['database'] });
