import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, freshTopics } from '@switchback/testing';
import { migrations } from '../src/transcript/migrations.ts';
import { runKills } from '../src/transcript/run-kills.ts';

const SEED = 11;

// The long lane, 50 kills: `npm run chaos -- transcript`.
describe('transcript under load, killed ten times', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase(migrations);
  });
  afterAll(() => database.drop());

  it('has every complete transcript in exactly one row, and revisions only rise', async () => {
    const { kafka, brokers, prefix } = await freshTopics();
    const place = { brokers, prefix, databaseUrl: database.url };
    const story: string[] = [];
    const say = (line: string) => void story.push(line);
    const checks = await runKills({ seed: SEED, kills: 10, perSecond: 3, place, kafka, say });
    const broken = checks.filter(({ ok }) => !ok);
    expect({ broken, ...(broken.length > 0 && { story }) }).toEqual({ broken: [] });
    expect(checks).toHaveLength(6);
  }, 600_000);
});
