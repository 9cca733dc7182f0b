import { until } from '@switchback/testing';
import { seeded } from '../seeded.ts';
import type { Senders } from './senders.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export interface Rounds {
  readonly seed: number;
  readonly rounds: number;
  readonly senders: Senders;
  /** Kills it and brings it back. */
  readonly victims: Readonly<Record<string, () => Promise<void>>>;
  readonly say: (line: string) => void;
}

/** Kills a victim at a random moment under load, `rounds` times, each time until events are stored again. */
export const killRounds = async ({ seed, rounds, senders, victims, say }: Rounds): Promise<void> => {
  const random = seeded(seed);
  const names = Object.keys(victims);
  for (let round = 1; round <= rounds; round += 1) {
    await pause(300 + random(2_000));
    const victim = names[random(names.length)] ?? '';
    say(`${round}: SIGKILL ${victim} after ${senders.deliveries.length} deliveries`);
    await victims[victim]?.();
    const back = senders.now();
    await until(`events to be stored after round ${round}`, () => senders.storedSince(back), 90_000);
  }
};
