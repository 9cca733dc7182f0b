import { describe, expect, it } from '@jest/globals';
import { countFaults } from './join-ledger.ts';

const began = (seq: number, at: number) => ({ key: 'k', seq, partition: 0, offset: seq, at });

describe('countFaults', () => {
  it('finds nothing where each record was begun once in order', () => {
    const faults = countFaults([began(0, 1), began(1, 2)], [], { keys: 1, perKey: 2 });
    expect(faults).toEqual({ lost: 0, disordered: 0, duplicates: 0, duplicatesOutside: 0 });
  });

  it('finds what is missing and what overtook', () => {
    expect(countFaults([began(1, 1), began(0, 2)], [], { keys: 1, perKey: 3 })).toMatchObject({
      lost: 1,
      disordered: 2,
    });
  });

  it('tells duplicates of committed records from those that were not committed yet', () => {
    const twice = [began(0, 1), began(0, 5), began(1, 6), began(1, 7)];
    const committed = [{ partition: 0, next: 1, at: 4 }];
    expect(countFaults(twice, committed, { keys: 1, perKey: 2 })).toMatchObject({
      duplicates: 2,
      duplicatesOutside: 1,
    });
  });
});
