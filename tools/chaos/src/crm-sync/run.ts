import { parseArgs } from 'node:util';
import { freshTopics } from '@switchback/testing';
import type { Check, RunArea } from '../area.ts';
import { openCrmWorld } from './crm-world.ts';
import type { CrmWorld } from './crm-world.ts';
import { ambiguityLane, killLane } from './lanes.ts';

const KILLS_PER_WORLD = 20;

/** `--faults N` (10,000) writes of unknown end, then `--kills N` (200) between the CRM's commit and the ledger's, on two replicas. */
export const run: RunArea = async ({ seed, short, args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: { type: 'string', default: short ? '1000' : '10000' },
      kills: { type: 'string', default: short ? '20' : '200' },
    },
  });
  const inWorld = async (work: (world: CrmWorld) => Promise<Check[]>): Promise<Check[]> => {
    const world = await openCrmWorld(await freshTopics());
    try {
      return await work(world);
    } finally {
      await world.close();
    }
  };
  const checks = await inWorld((world) => ambiguityLane({ world, seed, say }, Number(values.faults)));
  // Every life reads all that was published in its world, so a world does not grow old.
  for (let left = Number(values.kills), at = seed; left > 0; left -= KILLS_PER_WORLD, at += KILLS_PER_WORLD)
    checks.push(...(await inWorld((world) => killLane({ world, seed: at, say }, Math.min(left, KILLS_PER_WORLD)))));
  return checks;
};
