import { describe, expect, it } from '@jest/globals';
import { readStartOptions } from './start-options.ts';

describe('readStartOptions', () => {
  it('makes sample calls and stays up by default', () => {
    expect(readStartOptions([])).toEqual({ exit: false, sample: 'default', help: false });
  });

  it('reads every option', () => {
    expect(readStartOptions(['--exit', '--no-sample'])).toEqual({ exit: true, sample: 'no', help: false });
    expect(readStartOptions(['--sample', '-h'])).toEqual({ exit: false, sample: 'asked', help: true });
  });

  it.each([[['--exti']], [['--sample', '--no-sample']], [['now']]])('refuses %j', (args) => {
    expect(() => readStartOptions(args)).toThrow();
  });
});
