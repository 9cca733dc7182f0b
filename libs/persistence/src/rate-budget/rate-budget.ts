import type { Pool } from 'pg';

export interface RateLimit {
  /** What the other side allows within `perMs`. */
  readonly requests: number;
  readonly perMs: number;
  /** The share left to others who use the same account; 0.02 by default. */
  readonly headroom?: number;
}

export type Permit =
  | {
      readonly granted: true;
      /** Wait so long, holding nothing, then go. */
      readonly waitMs: number;
      /** The first after a hold: its success is to `release`, its failure to `hold` again. */
      readonly probe: boolean;
    }
  | {
      readonly granted: false;
      /** Why: what `hold` was given, or `busy` when the wait would be longer than asked for. */
      readonly reason: string;
      readonly retryInMs: number;
    };

// GCRA: `tat` is when the next permit would be due if all went evenly; a permit may be early by the burst. The row is
// locked first, so that concurrent statements take their turns after one another, each with the database's clock. A
// hold that ran out lets one permit through as a probe and holds the others a while longer.
const TAKE = `
  WITH row AS MATERIALIZED (SELECT name, tat, held_until, held_reason FROM rate_budget WHERE name = $1 FOR UPDATE),
  clock AS MATERIALIZED (SELECT row.*, clock_timestamp() AS at FROM row),
  slot AS (
    SELECT *, greatest(tat, at - $3::float8 * interval '1 millisecond') AS start FROM clock),
  verdict AS (
    SELECT *, start > at + $4::float8 * interval '1 millisecond' AS busy, held_until > at AS held FROM slot)
  UPDATE rate_budget AS budget SET
    tat = CASE WHEN v.held OR v.busy THEN budget.tat ELSE v.start + $2::float8 * interval '1 millisecond' END,
    held_until = CASE WHEN v.held_until <= v.at AND NOT v.busy
      THEN v.at + $5::float8 * interval '1 millisecond' ELSE budget.held_until END
  FROM verdict AS v WHERE budget.name = v.name
  RETURNING CASE WHEN v.held THEN v.held_reason WHEN v.busy THEN 'busy' END AS refused,
    v.held_until IS NOT NULL AND NOT v.held AS probe,
    extract(epoch FROM CASE WHEN v.held THEN v.held_until ELSE v.start END - v.at)::float8 * 1000 AS wait`;

const CREATE = `INSERT INTO rate_budget (name, tat) VALUES ($1, clock_timestamp() - interval '1 day') ON CONFLICT DO NOTHING`;

const HOLD = `
  INSERT INTO rate_budget (name, tat, held_until, held_reason)
  VALUES ($1, clock_timestamp(), clock_timestamp() + $3::float8 * interval '1 millisecond', $2)
  ON CONFLICT (name) DO UPDATE SET held_reason = excluded.held_reason, held_until = excluded.held_until
  WHERE $4 OR rate_budget.held_until IS NULL OR rate_budget.held_until <= excluded.held_until`;

/** Burst and probe. A burst keeps an idle account quick; one percent of the limit cannot break it. */
const BURST_SHARE = 0.01;
const PROBE_MS = 15_000;

/**
 * One budget of requests per name, shared by every process on the database: one statement per permit, and no
 * connection is held while waiting. Any span of `perMs` sees at most `requests` permits.
 */
export class RateBudget {
  readonly #pool: Pool;
  readonly #intervalMs: number;
  readonly #burstMs: number;

  constructor(pool: Pool, { requests, perMs, headroom = 0.02 }: RateLimit) {
    this.#pool = pool;
    const burst = Math.max(0, Math.floor(requests * BURST_SHARE) - 1);
    this.#intervalMs = perMs / Math.max(requests * (1 - headroom), Number.EPSILON);
    this.#burstMs = burst * this.#intervalMs;
  }

  /** Takes the next permit, or none when it is further away than `maxWaitMs` or the budget is held. */
  async take(name: string, maxWaitMs: number): Promise<Permit> {
    const values = [name, this.#intervalMs, this.#burstMs, maxWaitMs, PROBE_MS];
    // Prepared once per connection: it comes before every request, and planning it costs as much as running it.
    const statement = { name: 'rate-budget.take', text: TAKE, values };
    const ask = async () =>
      (await this.#pool.query<{ refused: string | null; wait: number; probe: boolean }>(statement)).rows[0];
    let row = await ask();
    if (!row) {
      await this.#pool.query(CREATE, [name]);
      row = await ask();
    }
    if (!row) throw new Error('the budget has no row although it was just created');
    const waitMs = Math.max(0, row.wait);
    return row.refused === null
      ? { granted: true, waitMs, probe: row.probe }
      : { granted: false, reason: row.refused, retryInMs: Math.max(1, waitMs) };
  }

  /**
   * Gives nobody a permit for so long; a longer hold stands, unless it is the probe that failed. Afterwards one permit
   * probes before the others may go.
   */
  async hold(name: string, reason: string, { forMs, probeFailed = false }: { forMs: number; probeFailed?: boolean }) {
    await this.#pool.query(HOLD, [name, reason, forMs, probeFailed]);
  }

  /** Ends a hold. Whether there was one. */
  async release(name: string): Promise<boolean> {
    const sql =
      'UPDATE rate_budget SET held_until = NULL, held_reason = NULL WHERE name = $1 AND held_until IS NOT NULL';
    return ((await this.#pool.query(sql, [name])).rowCount ?? 0) > 0;
  }

  /** Lets the next permits begin no earlier than after so long: the other side said that it is too fast. */
  async slowDown(name: string, forMs: number): Promise<void> {
    const sql = `UPDATE rate_budget SET tat = greatest(tat, clock_timestamp() + $2::float8 * interval '1 millisecond') WHERE name = $1`;
    await this.#pool.query(sql, [name, forMs]);
  }
}
