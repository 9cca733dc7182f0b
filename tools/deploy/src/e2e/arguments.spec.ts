import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';

describe('readArguments', () => {
  it('has a default for everything but the seed', () => {
    expect(readArguments([])).toEqual({
      seed: undefined,
      perSecond: 3,
      namespace: 'switchback-e2e',
      keep: false,
      build: true,
      keda: true,
      json: false,
    });
  });
  it('reads each option', () => {
    expect(
      readArguments([
        ...['--seed', '7', '--per-second', '1.5', '--namespace', 'switchback-mine'],
        ...['--keep', '--no-build', '--no-keda', '--json'],
      ]),
    ).toEqual({
      ...{ seed: 7, perSecond: 1.5, namespace: 'switchback-mine' },
      ...{ keep: true, build: false, keda: false, json: true },
    });
  });
  it('never takes a namespace that may be somebody else’s', () => {
    expect(() => readArguments(['--namespace', 'default'])).toThrow('switchback-');
  });
  it.each([[['--per-second', 'fast']], [['--seed', '-1']], [['--unknown']]])('refuses %j', (args) => {
    expect(() => readArguments(args)).toThrow();
  });
  it('asks for help', () => {
    expect(readArguments(['--help'])).toBeUndefined();
  });
});
