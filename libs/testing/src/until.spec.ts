import { describe, expect, it } from '@jest/globals';
import { parseReadyLine } from './process-output.ts';
import { until } from './until.ts';

describe('until', () => {
  it('returns the first thing that is neither undefined, null nor false', async () => {
    const answers = [undefined, null, false, 0];
    await expect(until('a number', () => answers.shift())).resolves.toBe(0);
  });

  it('names what it waited for, and the last error', async () => {
    const check = () => Promise.reject(new Error('not there'));
    await expect(until('the moon', check, 60)).rejects.toThrow(/the moon; last: Error: not there/);
  });
});

describe('parseReadyLine', () => {
  it('reads the ready line and nothing else', () => {
    expect(parseReadyLine('{"event":"ready","url":null,"managementUrl":"http://127.0.0.1:1"}')).toEqual({
      url: null,
      managementUrl: 'http://127.0.0.1:1',
    });
    expect(parseReadyLine('{"event":"started"}')).toBeUndefined();
    expect(parseReadyLine('"event":"ready" but not JSON')).toBeUndefined();
  });
});
