import { describe, expect, it } from '@jest/globals';
import { partitionLag } from './partition-lag.ts';

const lag = (low: bigint, high: bigint, committed?: bigint) => {
  const { next, records, removed } = partitionLag({
    topic: 't',
    partition: 0,
    low,
    high,
    committed,
    member: undefined,
  });
  return { next, records, removed };
};

describe('partitionLag', () => {
  it('is what lies between the commit and the end', () => {
    expect(lag(0n, 10n, 7n)).toEqual({ next: 7n, records: 3n, removed: 0n });
    expect(lag(0n, 10n, 10n)).toEqual({ next: 10n, records: 0n, removed: 0n });
  });
  it('is everything there is for a group that never committed', () => {
    expect(lag(4n, 10n)).toEqual({ next: 4n, records: 6n, removed: 0n });
  });
  it('counts what retention removed under the group', () => {
    expect(lag(6n, 10n, 2n)).toEqual({ next: 6n, records: 4n, removed: 4n });
    expect(lag(10n, 10n, 2n)).toEqual({ next: 10n, records: 0n, removed: 8n });
  });
  it('begins anew where the topic was made anew', () => {
    expect(lag(0n, 3n, 9n)).toEqual({ next: 0n, records: 3n, removed: 0n });
  });
});
