import { inTurn } from './bench-topic.ts';
import type { Numbered } from './bench-topic.ts';
import { ratesOf, startWithWindow } from './throughput.ts';
import type { Rates } from './throughput.ts';

const KEYS = 1_000;

/** After each 100 records of others one of the hot key: several times what its one lane can take. */
function* withHotKey(perKey: number): Generator<Numbered> {
  let count = 0;
  for (const record of inTurn(KEYS, perKey)) {
    yield record;
    count += 1;
    if (count % 100 === 0) yield { key: 'hot', seq: count / 100 - 1 };
  }
}

const isOther = ({ key }: Numbered): boolean => key !== 'hot';

interface HotKeyCost {
  /** While each partition has records: see {@link Rates}. */
  readonly underLoad: number;
  /** Of the whole test, whose end only the hot key's partition sees: it has an eighth more records than the others. */
  readonly toTheEnd: number;
}

/** What share of their throughput 1,000 keys lose when a hot key is among them: best of `rounds`, taken in turn. */
export const hotKeyCost = async (perKey: number, rounds: number): Promise<HotKeyCost> => {
  const calm: Rates[] = [];
  const hot: Rates[] = [];
  for (let round = 0; round < rounds; round += 1) {
    calm.push(await ratesOf({ start: startWithWindow, records: () => inTurn(KEYS, perKey) }));
    hot.push(await ratesOf({ start: startWithWindow, records: () => withHotKey(perKey) }, isOther));
  }
  const best = (rates: readonly Rates[], of: keyof Rates) => Math.max(...rates.map((rate) => rate[of]));
  const lost = (of: keyof Rates) => 1 - best(hot, of) / best(calm, of);
  return { underLoad: lost('underLoad'), toTheEnd: lost('toTheEnd') };
};
