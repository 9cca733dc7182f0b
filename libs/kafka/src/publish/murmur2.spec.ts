import { describe, expect, it } from '@jest/globals';
import { murmur2, partitionOfKey } from './murmur2.ts';

describe('murmur2', () => {
  // The vectors of Apache Kafka's own UtilsTest.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is what Java computes', (text, expected) => {
    expect(murmur2(Buffer.from(text))).toBe(expected);
  });

  it('gives a partition within range, also for a negative hash and an empty key', () => {
    expect(partitionOfKey(Buffer.from('foobar'), 12)).toBe((-790332482 & 0x7fffffff) % 12);
    const partitions = ['', 'a', 'é', '21', 'lkjh'].map((key) => partitionOfKey(Buffer.from(key), 7));
    expect(partitions.every((partition) => partition >= 0 && partition < 7)).toBe(true);
  });
});
