import { describe, expect, it } from '@jest/globals';
import { rate } from './rate.ts';

describe('rate', () => {
  it('reads the rolling window', () => {
    const headers = { 'x-hubspot-ratelimit-max': '190', 'x-hubspot-ratelimit-interval-milliseconds': '10000' };
    expect(rate(headers)).toEqual({ window: { requests: 190, perMs: 10_000 } });
  });

  it.each([{}, { 'x-hubspot-ratelimit-max': '190' }, { 'x-hubspot-ratelimit-max': 'many' }])(
    'says nothing where the answer does not: %j',
    (headers) => {
      expect(rate(headers)).toEqual({});
    },
  );
});
