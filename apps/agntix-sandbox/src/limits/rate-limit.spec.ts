import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.ts';

describe('RateLimit', () => {
  it("allows the plan's number in any 60 seconds and says when the next may come", () => {
    const limit = new RateLimit('free');
    const verdicts = Array.from({ length: 101 }, (_, n) => limit.take(1_000 + n * 100));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(100);
    expect(verdicts[99]?.headers).toMatchObject({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' });
    expect(verdicts[100]?.headers).toMatchObject({ 'retry-after': '50', 'x-ratelimit-reset': '61' });
    expect(limit.take(60_999).allowed).toBe(false);
    // The first of the window is 60 seconds old; the second is not.
    expect(limit.take(61_000).allowed).toBe(true);
    expect(limit.take(61_050).allowed).toBe(false);
    expect(limit.busiest).toBe(100);
  });

  it('is silent without a limit', () => {
    expect(new RateLimit('unlimited').take()).toEqual({ allowed: true, headers: {} });
  });
});
