import { join } from 'node:path';
import { eventTypes, topics } from '@switchback/contracts';
import { openDatabase } from '@switchback/persistence';
import { freshDatabase, secretFile } from '@switchback/testing';
import {
  breakableLink,
  consumerConformance,
  sampleRecord,
  startHttpTarget,
  versionsOf,
} from '@switchback/testing/conformance';
import type { ConsumerHarness } from '@switchback/testing/conformance';

const harness = async (): Promise<ConsumerHarness> => {
  const database = await freshDatabase(join(import.meta.dirname, '../prisma'));
  const db = openDatabase(database.url);
  const databaseLink = await breakableLink(database.url);
  const target = await startHttpTarget();
  const targetLink = await breakableLink(target.url);
  return {
    app: 'chat-notifier',
    topic: topics.sessionEnriched.name,
    versions: 1,
    env: {
      DATABASE_URL: databaseLink.url,
      TARGET_URL_FILE: await secretFile(targetLink.url),
    },
    record: (of) => sampleRecord(eventTypes.sessionEnriched, of),
    effects: (subject) =>
      Promise.resolve(
        versionsOf(
          subject,
          target.effects.map(({ key = '' }) => key),
        ),
      ),
    fail: (subject) => {
      const heal = target.answer(500, ({ key = '' }) => key.startsWith(subject));
      return Promise.resolve(() => {
        heal();
        return Promise.resolve();
      });
    },
    takeAway: { database: () => databaseLink.cut(), target: () => targetLink.cut() },
    stop: async () => {
      await targetLink.close();
      await target.close();
      await Promise.all([databaseLink.close(), db.close()]);
      await database.drop();
    },
  };
};

consumerConformance('chat-notifier', { begin: harness, dependencies: ['database', 'target'] });
