import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';

describe('readArguments', () => {
  it('takes its own options and leaves the rest to the area', () => {
    expect(readArguments(['kafka', '--events', '100', '--seed', '7', '--short'])).toEqual({
      area: 'kafka',
      seed: 7,
      short: true,
      args: ['--events', '100'],
    });
  });

  it('refuses a seed that is no whole number', () => {
    expect(() => readArguments(['kafka', '--seed'])).toThrow('--seed needs a whole number.');
  });
});
