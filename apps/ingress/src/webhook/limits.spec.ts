import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.ts';
import { ReadingBudget } from './reading-budget.ts';

describe('ReadingBudget', () => {
  it('refuses what does not fit, and takes it when others have ended', () => {
    const budget = new ReadingBudget(8_000_000);
    const first = budget.lease(4_000_000);
    expect([first !== undefined, budget.lease(4_000_000)]).toEqual([true, undefined]);
    first?.end();
    first?.end();
    expect([budget.used, budget.lease(4_000_000) !== undefined]).toEqual([0, true]);
  });

  it('keeps the last eighth for small bodies', () => {
    const budget = new ReadingBudget(8_000_000);
    expect(budget.lease(7_000_000)).toBeDefined();
    expect([budget.lease(65_537), budget.lease(65_536) !== undefined]).toEqual([undefined, true]);
  });

  it('lets a body of unknown size grow as far as there is room, and takes nothing for what was refused', () => {
    const budget = new ReadingBudget(800_000);
    const lease = budget.lease(65_536);
    expect([lease?.grow(600_000), lease?.grow(500_000), lease?.grow(800_000), budget.used]).toEqual([
      true,
      true,
      false,
      600_000,
    ]);
  });
});

describe('RateLimit', () => {
  it('allows a second of burst, then what flows in', () => {
    const clock = { now: 0 };
    const limit = new RateLimit(2, () => clock.now);
    expect([limit.allow(), limit.allow(), limit.allow()]).toEqual([true, true, false]);
    clock.now = 500;
    expect([limit.allow(), limit.allow()]).toEqual([true, false]);
    clock.now = 60_000;
    expect([limit.allow(), limit.allow(), limit.allow()]).toEqual([true, true, false]);
  });

  it('below one a second still allows one', () => {
    const clock = { now: 0 };
    const limit = new RateLimit(0.5, () => clock.now);
    expect([limit.allow(), limit.allow()]).toEqual([true, false]);
    clock.now = 2_000;
    expect(limit.allow()).toBe(true);
  });
});
