import { freshDatabase, freshTopics } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { migrations } from './migrations.ts';
import { runKills } from './run-kills.ts';

/** Two replicas under load, one or both killed at random moments, 50 times in all. */
export const run: RunArea = async ({ seed, short, say }) => {
  const { kafka, brokers, prefix } = await freshTopics();
  const database = await freshDatabase(migrations);
  try {
    const place = { brokers, prefix, databaseUrl: database.url };
    return await runKills({ seed, kills: short ? 10 : 50, perSecond: 5, place, kafka, say });
  } finally {
    await database.drop();
  }
};
