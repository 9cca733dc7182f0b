import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, testServices } from '@switchback/testing';
import { runLane } from '../src/kafka/run-lane.ts';

const SEED = 13;

// The long lane, with brokers of its own that are killed: `npm run chaos -- kafka`.
describe('a group whose members are killed, stopped and sent away', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  it('loses nothing, keeps the order, and repeats only what was not committed', async () => {
    const place = {
      brokers: testServices().brokers.join(','),
      prefix: `c${randomUUID().slice(0, 8)}.`,
      databaseUrl: database.url,
    };
    const story: string[] = [];
    const checks = await runLane({
      place,
      plan: { seed: SEED, keys: 60, perKey: 50, durationMs: 25_000 },
      tickMs: 1_500,
      members: { first: 2, most: 3 },
      memberEntry: join(import.meta.dirname, '../dist/kafka/member.js'),
      say: (line) => story.push(line),
    });
    const broken = checks.filter(({ ok }) => !ok);
    expect({ broken, ...(broken.length > 0 && { story }) }).toEqual({ broken: [] });
    // What the seed must bring about for this to be worth its time.
    for (const action of ['kill', 'freeze', 'leave', 'join']) expect(story.join('\n')).toContain(`: ${action},`);
  }, 400_000);
});
