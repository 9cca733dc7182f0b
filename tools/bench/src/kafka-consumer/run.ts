import type { BenchOptions, RunArea } from '../area.ts';
import { atLeast, atMost } from '../bar.ts';
import type { Bar } from '../bar.ts';
import { median } from '../median.ts';
import { WINDOW } from './consumers.ts';
import { hotKeyCost } from './hot-key.ts';
import { idleShare } from './idle.ts';
import { memoryGrowth } from './memory.ts';
import { secondMember } from './second-member.ts';
import { LATENCY_MS, nestsRate, ourRate, sketchRate } from './throughput.ts';

const BOUND = (WINDOW * 1_000) / LATENCY_MS;

const throughput = async ({ short, say }: BenchOptions): Promise<Bar[]> => {
  say('20 ms of simulated I/O, 2,000 keys, window 512');
  const perKey = short ? 60 : 100;
  // A service runs for days: the seconds until its code is compiled are not its rate.
  await ourRate(perKey);
  const ours: number[] = [];
  const sketch: number[] = [];
  for (let round = 0; round < (short ? 1 : 3); round += 1) {
    ours.push(await ourRate(perKey));
    sketch.push(await sketchRate(perKey));
  }
  const each = (rates: readonly number[]) => rates.map(Math.round).join(', ');
  say(`  records a second: ${each(ours)}; a sketch without safety: ${each(sketch)}; now Nest's own`);
  const rate = median(ours);
  const nests = await nestsRate(short ? 100 : 500);
  say(`  ${nests.toFixed(1)} records a second`);
  return [
    atLeast({ bar: 'throughput at 20 ms, window 512', value: rate / BOUND, want: 0.85, unit: 'of window ÷ latency' }),
    atLeast({ bar: "throughput against Nest's own transport", value: rate / nests, want: 300, unit: 'times' }),
  ];
};

const joining = async ({ short, say }: BenchOptions): Promise<Bar[]> => {
  say('a second member joins and leaves');
  const faults = await secondMember(short ? 150 : 400);
  say(`  ${faults.duplicates} records were begun twice`);
  return [
    atMost({ bar: 'lost when a member joins and leaves', value: faults.lost, want: 0, unit: 'records' }),
    atMost({ bar: 'out of order then', value: faults.disordered, want: 0, unit: 'records' }),
    atMost({
      bar: 'duplicates of committed records then',
      value: faults.duplicatesOutside,
      want: 0,
      unit: 'records',
    }),
  ];
};

/** The consumer's bars. */
export const run: RunArea = async (options) => {
  const { short, say } = options;
  const rates = await throughput(options);
  say('one hot key among 1,000');
  const lost = await hotKeyCost(short ? 30 : 100, short ? 1 : 3);
  const joined = await joining(options);
  say('a consumer without records');
  const idle = await idleShare(short ? 5_000 : 30_000);
  const records = short ? 400_000 : 1_000_000;
  say(`memory over ${records} records`);
  const growth = await memoryGrowth(records);
  return [
    ...rates,
    atMost({ bar: 'throughput that 1,000 keys lose by a hot one', value: lost, want: 0.05, unit: 'share' }),
    ...joined,
    atMost({ bar: 'idle consumer', value: idle, want: 0.01, unit: 'of a core' }),
    atMost({ bar: `memory growth over ${records} records`, value: growth, want: 20, unit: 'MB' }),
  ];
};
