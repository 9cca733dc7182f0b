import { inTurn } from './bench-topic.ts';
import type { Numbered } from './bench-topic.ts';
import { rateOf, startWithWindow } from './throughput.ts';

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

/** What share of their throughput 1,000 keys lose when a hot key is among them: best of `rounds`, taken in turn. */
export const hotKeyCost = async (perKey: number, rounds: number): Promise<number> => {
  let [calm, hot] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    calm = Math.max(calm, await rateOf({ start: startWithWindow, records: () => inTurn(KEYS, perKey) }));
    hot = Math.max(hot, await rateOf({ start: startWithWindow, records: () => withHotKey(perKey) }, isOther));
  }
  return 1 - hot / calm;
};
