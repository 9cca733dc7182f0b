import { describe, expect, it } from '@jest/globals';
import { ReleaseGuard } from './release-guard.ts';

describe('ReleaseGuard', () => {
  it('trips at the 20th key within five minutes, and not at one key 20 times', () => {
    const guard = new ReleaseGuard();
    expect(Array.from({ length: 40 }, () => guard.trips('same', 0)).includes(true)).toBe(false);
    expect(Array.from({ length: 18 }, (_, key) => guard.trips(`k${key}`, 1)).includes(true)).toBe(false);
    expect(guard.trips('the 20th', 2)).toBe(true);
  });

  it('forgets what is older than five minutes', () => {
    const guard = new ReleaseGuard();
    for (let key = 0; key < 19; key += 1) guard.trips(`k${key}`, 0);
    expect(guard.trips('late', 300_001)).toBe(false);
  });

  it('stays tripped until a record is handled', () => {
    const guard = new ReleaseGuard();
    for (let key = 0; key < 20; key += 1) guard.trips(`k${key}`, 0);
    expect(guard.trips('k0', 900_000)).toBe(true);
    guard.handled();
    expect(guard.trips('k0', 900_000)).toBe(false);
  });
});
