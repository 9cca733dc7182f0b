import { describe, expect, it } from '@jest/globals';
import { judgeAccepted, judgeOutage } from './judge.ts';

const good = {
  deliveries: [
    { id: 'a', sha256: '1', status: 204, at: 0 },
    { id: 'b', sha256: '2', status: 503, at: 150 },
    { id: 'c', sha256: '3', status: 0, at: 300 },
  ],
  stored: new Map([['a', '1']]),
  outage: { from: 100, to: 200 },
  recovered: true,
};
const broken = (evidence: Partial<typeof good>) =>
  [judgeAccepted, judgeOutage]
    .flatMap((judge) => judge({ ...good, ...evidence }))
    .filter(({ ok }) => !ok)
    .map(({ check }) => check);

describe('the judgement', () => {
  it('finds nothing in a good run', () => {
    expect(broken({})).toEqual([]);
  });

  it('finds an accepted event that is missing or changed', () => {
    expect(broken({ stored: new Map() })).toEqual(['accepted and not found byte for byte']);
    expect(broken({ stored: new Map([['a', 'x']]) })).toEqual(['accepted and not found byte for byte']);
  });

  it('finds an acceptance without a broker, an odd status, and a door that stays shut', () => {
    const [first, , third] = good.deliveries;
    expect(broken({ deliveries: [first!, { ...third!, at: 150 }] })).toEqual([
      'answers other than 503 while the broker was away',
    ]);
    expect(broken({ deliveries: [...good.deliveries, { ...first!, status: 500 }] })).toEqual([
      'answers other than 204 and 503',
    ]);
    expect(broken({ recovered: false })).toEqual(['recovery without a restart']);
  });
});
