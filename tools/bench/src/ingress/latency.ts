import type { BenchOptions } from '../area.ts';
import { atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { median } from '../median.ts';
import type { LoadResult } from './load.ts';
import { stolenTicks } from './processes.ts';
import type { Load, Target } from './processes.ts';

const SMALL = 2_048;
const CONNECTIONS = 256;
const LARGE = { connections: 16, size: 1_048_576, rate: 5 };
/** Far below saturation, so that what is measured is the neighbour and not the queue. */
const CALM_RATE = 200;

export interface Loads {
  readonly load: Load;
  /** A generator of its own for the large bodies: signing them must not delay the small ones. */
  readonly large: Load;
}
interface Open {
  readonly rate: number;
  readonly size: number;
}

const allAnswered = ({ refused }: LoadResult) => {
  if (refused > 0) throw new Error(`${refused} requests were refused`);
};

const describe = ({ p50, p99, p999 }: LoadResult): string =>
  `p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} p99.9 ${p999.toFixed(1)} ms`;

/**
 * The results of the `keep` calmest of `rounds` runs: those in which the machine's host took the fewest ticks for others.
 * Milliseconds at the tail are its first victims, and they say nothing about the service.
 */
const calmest = async <T>(
  run: () => Promise<T>,
  { rounds, keep }: { rounds: number; keep: number },
): Promise<readonly T[]> => {
  const all: { result: T; stolen: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = stolenTicks();
    const result = await run();
    all.push({ result, stolen: stolenTicks() - before });
  }
  return all
    .sort((one, other) => one.stolen - other.stolen)
    .slice(0, keep)
    .map(({ result }) => result);
};

/** p50, p99 and p99.9 at fixed arrival rates (open model), each of the run with the middle p99. */
const atRates = async ({ port }: Target, saturation: number, { load }: Loads, options: BenchOptions): Promise<Bar> => {
  const [seconds, runs] = options.short ? [4, { rounds: 1, keep: 1 }] : [8, { rounds: 8, keep: 5 }];
  const p99 = async (open: Open): Promise<number> => {
    const results = await calmest(() => load.run({ port, seconds, connections: CONNECTIONS, ...open }), runs);
    results.forEach(allAnswered);
    const middle = results.toSorted((one, other) => one.p99 - other.p99)[results.length >> 1];
    if (!middle) throw new Error('no round was run');
    options.say(`  ${open.size / 1_024} KB, ${Math.round(open.rate)}/s: ${describe(middle)}`);
    return middle.p99;
  };
  await p99({ rate: saturation * 0.3, size: SMALL });
  await p99({ rate: saturation * 0.5, size: SMALL });
  const at70 = await p99({ rate: saturation * 0.7, size: SMALL });
  await p99({ rate: CALM_RATE, size: 65_536 });
  return atMost({ bar: 'p99 at 70 % of saturation', value: at70, want: 25, unit: 'ms' });
};

/** What 1 MB bodies do to the p99 of small ones: the middle of several pairs, each measured alone and then beside. */
const besideLarge = async ({ port }: Target, { load, large }: Loads, { short, say }: BenchOptions): Promise<Bar> => {
  const [seconds, pairs] = short ? [4, { rounds: 1, keep: 1 }] : [8, { rounds: 8, keep: 5 }];
  const small = () => load.run({ port, seconds, connections: CONNECTIONS, rate: CALM_RATE, size: SMALL });
  const growths = await calmest(async () => {
    const alone = await small();
    const [beside, big] = await Promise.all([small(), large.run({ port, seconds, ...LARGE })]);
    [alone, beside, big].forEach(allAnswered);
    say(`  small p99 ${alone.p99.toFixed(1)} ms alone, ${beside.p99.toFixed(1)} ms beside 1 MB bodies`);
    return beside.p99 / alone.p99;
  }, pairs);
  const value = median(growths);
  return atMost({ bar: 'growth of small p99 beside 1 MB bodies', value, want: 2, unit: 'times' });
};

/** The bars on time to the answer. */
export const latencyBars = async (
  target: Target,
  saturation: number,
  { loads, options }: { loads: Loads; options: BenchOptions },
): Promise<Bar[]> => [await atRates(target, saturation, loads, options), await besideLarge(target, loads, options)];
