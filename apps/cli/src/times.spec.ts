import { describe, expect, it } from '@jest/globals';
import { countOption, inShort, parseTime } from './times.ts';

describe('parseTime', () => {
  const now = Date.parse('2026-07-14T08:00:00Z');
  it.each([
    ['90s', '2026-07-14T07:58:30.000Z'],
    ['2h', '2026-07-14T06:00:00.000Z'],
    ['3d', '2026-07-11T08:00:00.000Z'],
    ['2026-07-14T10:00:00+02:00', '2026-07-14T08:00:00.000Z'],
    ['2026-07-14', '2026-07-14T00:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(new Date(parseTime(text, now)).toISOString()).toBe(time);
  });
  it.each(['yesterday', '2026-07-14T08:00:00', '5', '2026-13-45', ''])('refuses %s', (text) => {
    expect(() => parseTime(text, now)).toThrow(/^Give /);
  });
});

describe('countOption', () => {
  it.each(['0', '-1', '1.5', 'many'])('refuses %s', (text) => expect(() => countOption(text)).toThrow(/from 1 on/));
});

describe('inShort', () => {
  it.each([
    [3.4, '3 s'],
    [150, '2 m'],
    [18_600, '5 h 10 m'],
    [273_600, '3 d 4 h'],
  ])('%d is %s', (seconds, text) => expect(inShort(seconds)).toBe(text));
});
