import { cpuSeconds } from './processes.ts';
import type { Load, Target } from './processes.ts';

const CONNECTIONS = 64;
const SIZE = 2_048;

export interface Cost {
  /** CPU seconds per 10,000 accepted events. */
  readonly cpu: number;
  readonly perSecond: number;
  readonly accepted: number;
}

/** Drives each target in turn, `rounds` times over, so that a busier moment of the machine hits all alike. */
export const cpuPerEvent = async (
  load: Load,
  targets: Readonly<Record<string, Target>>,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Record<string, Cost>> => {
  const sums = new Map<string, { cpu: number; accepted: number; seconds: number }>();
  const drive = (port: number, time: number) => load.run({ port, seconds: time, connections: CONNECTIONS, size: SIZE });
  for (const { port } of Object.values(targets)) await drive(port, seconds);
  for (let round = 0; round < rounds; round += 1)
    for (const [name, { port, pid }] of Object.entries(targets)) {
      const before = cpuSeconds(pid);
      const { accepted, refused, seconds: took } = await drive(port, seconds);
      if (refused > 0) throw new Error(`${name} refused ${refused} requests`);
      const sum = sums.get(name) ?? { cpu: 0, accepted: 0, seconds: 0 };
      sums.set(name, {
        cpu: sum.cpu + cpuSeconds(pid) - before,
        accepted: sum.accepted + accepted,
        seconds: sum.seconds + took,
      });
    }
  return Object.fromEntries(
    [...sums].map(([name, { cpu, accepted, seconds: time }]) => [
      name,
      { cpu: (cpu / accepted) * 10_000, perSecond: accepted / time, accepted },
    ]),
  );
};
