import { parseArgs } from 'node:util';
import { freshTopics } from '@switchback/testing';
import type { RunArea } from '../area.ts';
import { openCrmWorld } from './crm-world.ts';
import { ambiguityLane, killLane } from './lanes.ts';

/** `--faults N` (10,000) writes of unknown end, then `--kills N` (200) between the CRM's commit and the ledger's, on two replicas. */
export const run: RunArea = async ({ seed, short, args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: { type: 'string', default: short ? '1000' : '10000' },
      kills: { type: 'string', default: short ? '20' : '200' },
    },
  });
  const world = await openCrmWorld(await freshTopics());
  try {
    const ambiguous = await ambiguityLane({ world, seed, say }, Number(values.faults));
    return [...ambiguous, ...(await killLane({ world, seed, say }, Number(values.kills)))];
  } finally {
    await world.close();
  }
};
