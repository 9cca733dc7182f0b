import { describe, expect, it } from '@jest/globals';
import { rate } from './rate.ts';

describe('rate', () => {
  it.each(['"default";q=100;w=10', '100;w=10', '"burst";w=10;q=100'])('reads the window of %s', (policy) => {
    expect(rate({ 'ratelimit-policy': policy })).toEqual({ window: { requests: 100, perMs: 10_000 } });
  });

  it.each(['', '"default";q=100', '100', 'q=0;w=10'])('says nothing where the answer does not: %s', (policy) => {
    expect(rate({ 'ratelimit-policy': policy })).toEqual({});
  });
});
