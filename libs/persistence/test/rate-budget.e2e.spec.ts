import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RateBudget, openDatabase } from '../src/index.ts';
import type { Database, Permit } from '../src/index.ts';
import { openTables } from './tables.ts';

const granted = (permits: readonly Permit[]) => permits.flatMap((one) => (one.granted ? [one.waitMs] : []));
const perSecond = { requests: 1_000, perMs: 10_000, headroom: 0 };

describe('rate budget', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTables();
  });
  afterEach(() => database.close());

  it('gives two processes one even row of permits between them', async () => {
    const url = database.pool.options.connectionString ?? '';
    const other = openDatabase(url);
    const budgets = [new RateBudget(database.pool, perSecond), new RateBudget(other.pool, perSecond)];
    const from = performance.now();
    const permits = await Promise.all(Array.from({ length: 400 }, (_, n) => budgets[n % 2]!.take('acme', 60_000)));
    const took = performance.now() - from;
    await other.close();
    const waits = granted(permits).toSorted((a, b) => a - b);
    expect(waits).toHaveLength(400);
    // Permits lie 10 ms apart after a burst of 10; whatever time taking them took is no longer waited for.
    expect(waits.at(-1)).toBeLessThanOrEqual(3_900);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(3_900 - took - 10);
  });

  it('never lets more through in any span than is allowed', async () => {
    const budget = new RateBudget(database.pool, { requests: 200, perMs: 1_000, headroom: 0.02 });
    const starts: number[] = [];
    for (let round = 0; round < 600; round += 1) {
      const at = performance.now();
      starts.push(at + (granted([await budget.take('acme', 60_000)])[0] ?? NaN));
    }
    starts.sort((a, b) => a - b);
    const most = Math.max(...starts.map((start, n) => starts.slice(n).filter((one) => one < start + 1_000).length));
    expect(most).toBeLessThanOrEqual(200 + 4);
  });

  it('refuses what would wait too long, and takes nothing for it', async () => {
    const budget = new RateBudget(database.pool, { requests: 1, perMs: 60_000, headroom: 0 });
    expect(await budget.take('acme', 0)).toMatchObject({ granted: true });
    const refused = await budget.take('acme', 1_000);
    expect(refused).toMatchObject({ granted: false, reason: 'busy' });
    expect(refused.granted ? 0 : refused.retryInMs).toBeLessThanOrEqual(60_000);
    expect(granted([await budget.take('acme', 60_000)])[0]).toBeLessThanOrEqual(60_000);
    expect(await budget.take('other', 0)).toMatchObject({ granted: true });
  });

  it('holds one name, lets one probe through afterwards, and goes on when released', async () => {
    const budget = new RateBudget(database.pool, perSecond);
    await budget.hold('acme', 'VENDOR_AUTH', { forMs: 60_000 });
    await budget.hold('acme', 'VENDOR_UNAVAILABLE', { forMs: 10 });
    expect(await budget.take('acme', 60_000)).toMatchObject({ granted: false, reason: 'VENDOR_AUTH' });
    expect(await budget.take('other', 0)).toMatchObject({ granted: true });
    await database.pool.query(`UPDATE rate_budget SET held_until = now() WHERE name = 'acme'`);
    const permits = await Promise.all(Array.from({ length: 5 }, () => budget.take('acme', 60_000)));
    expect(granted(permits)).toHaveLength(1);
    await budget.hold('acme', 'VENDOR_UNAVAILABLE', { forMs: 1_000, probeFailed: true });
    const refused = await budget.take('acme', 60_000);
    expect(refused).toMatchObject({ granted: false, reason: 'VENDOR_UNAVAILABLE' });
    expect(refused.granted ? 0 : refused.retryInMs).toBeLessThanOrEqual(1_000);
    expect(await budget.release('acme')).toBe(true);
    expect(await budget.release('acme')).toBe(false);
    expect(await budget.take('acme', 60_000)).toMatchObject({ granted: true });
  });

  it('begins later after the other side has said that it is too fast', async () => {
    const budget = new RateBudget(database.pool, perSecond);
    await budget.take('acme', 0);
    await budget.slowDown('acme', 30_000);
    expect(granted([await budget.take('acme', 60_000)])[0]).toBeGreaterThan(20_000);
  });
});
