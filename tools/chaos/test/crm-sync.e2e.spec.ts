import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshTopics } from '@switchback/testing';
import { openCrmWorld } from '../src/crm-sync/crm-world.ts';
import type { CrmWorld } from '../src/crm-sync/crm-world.ts';
import { killLane } from '../src/crm-sync/lanes.ts';

const KILLS = 10;

// The long lane, with 200 kills and 10,000 writes of unknown end: `npm run chaos -- crm-sync`.
describe('two replicas, killed between the commit of the CRM and that of the ledger', () => {
  let world: CrmWorld;
  beforeAll(async () => {
    world = await openCrmWorld(await freshTopics());
  });
  afterAll(() => world.close());

  it('writes every call once', async () => {
    const story: string[] = [];
    const checks = await killLane({ world, seed: 7, say: (line) => story.push(line) }, KILLS);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  }, 300_000);
});
