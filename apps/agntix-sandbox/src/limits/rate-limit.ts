import { z } from 'zod';

/** Requests per 60 seconds by plan; `unlimited` turns the limit and its headers off. */
export const planSchema = z.union([z.enum(['free', 'starter', 'growth', 'unlimited']), z.int().positive()]);
export type Plan = z.output<typeof planSchema>;

const WINDOW_MS = 60_000;
const limits = { free: 100, starter: 600, growth: 3_000, unlimited: Infinity } as const;

export interface Verdict {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts an organization's requests over the last 60 seconds, whenever those began. Refused requests cost nothing. */
export class RateLimit {
  #limit: number;
  /** When each request of the window came, oldest first. */
  readonly #window: number[] = [];
  #busiest = 0;

  constructor(plan: Plan) {
    this.#limit = typeof plan === 'number' ? plan : limits[plan];
  }

  /** The most requests that any 60 seconds have seen. */
  get busiest(): number {
    return this.#busiest;
  }

  change(plan: Plan): void {
    this.#limit = typeof plan === 'number' ? plan : limits[plan];
  }

  take(now = Date.now()): Verdict {
    while ((this.#window[0] ?? Infinity) <= now - WINDOW_MS) this.#window.shift();
    const allowed = this.#window.length < this.#limit;
    if (allowed) this.#window.push(now);
    this.#busiest = Math.max(this.#busiest, this.#window.length);
    if (this.#limit === Infinity) return { allowed, headers: {} };
    // The moment at which the next request becomes possible, or all of them would be.
    const frees = (allowed ? now : (this.#window[0] ?? now)) + WINDOW_MS;
    const headers = {
      'x-ratelimit-limit': String(this.#limit),
      'x-ratelimit-remaining': String(this.#limit - this.#window.length),
      'x-ratelimit-reset': String(Math.ceil(frees / 1_000)),
    };
    const retryAfter = { 'retry-after': String(Math.max(1, Math.ceil((frees - now) / 1_000))) };
    return { allowed, headers: allowed ? headers : { ...headers, ...retryAfter } };
  }
}
