import { setTimeout as sleep } from 'node:timers/promises';
import { freshTopic } from './bench-topic.ts';
import { startMember } from './start-member.ts';

const SETTLE_MS = 5_000;

/** The share of a core that a consumer without records takes. */
export const idleShare = async (measuredMs: number): Promise<number> => {
  const { prefix } = await freshTopic();
  let cpuMs = 0;
  const member = await startMember([prefix, '0'], (said) => {
    if ('cpuMs' in said) cpuMs = said.cpuMs;
  });
  await sleep(SETTLE_MS);
  const [before, at] = [cpuMs, performance.now()];
  await sleep(measuredMs);
  const share = (cpuMs - before) / (performance.now() - at);
  await member.stop();
  return share;
};
