import { z } from 'zod';

export const limitSettings = z.strictObject({
  /** Requests in any ten seconds; 0: no limit. */
  perTenSeconds: z.int().min(0).default(0),
  /** Requests until the next `PUT /_sandbox/limits`; 0: no limit. */
  daily: z.int().min(0).default(0),
  /** Searches in any second; 0: no limit. */
  searchesPerSecond: z.int().min(0).default(5),
});
export type LimitSettings = z.output<typeof limitSettings>;

export type PolicyName = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY';

const TEN_SECONDS = 10_000;
const WITHOUT_LIMIT = 100_000;

/** Times of the requests in a span that ends now. */
class RollingWindow {
  readonly #times: number[] = [];
  #first = 0;

  constructor(readonly spanMs: number) {}

  countAt(now: number): number {
    while (this.#first < this.#times.length && (this.#times[this.#first] ?? now) <= now - this.spanMs) this.#first += 1;
    if (this.#first > 10_000) {
      this.#times.splice(0, this.#first);
      this.#first = 0;
    }
    return this.#times.length - this.#first;
  }

  add(now: number): void {
    this.#times.push(now);
  }
}

/** HubSpot's three limits on requests; a request that is refused does not count. */
export class RateLimits {
  settings: LimitSettings;
  allowed = 0;
  readonly refused: Record<PolicyName, number> = { TEN_SECONDLY_ROLLING: 0, SECONDLY: 0, DAILY: 0 };
  #today = 0;
  readonly #tenSeconds = new RollingWindow(TEN_SECONDS);
  readonly #searches = new RollingWindow(1_000);

  constructor(settings: LimitSettings) {
    this.settings = settings;
  }

  set(settings: LimitSettings): void {
    this.settings = settings;
    this.#today = 0;
  }

  /** The policy that refuses the request, or undefined when it may go. */
  take(isSearch: boolean, now = performance.now()): PolicyName | undefined {
    const { perTenSeconds, daily, searchesPerSecond } = this.settings;
    const refusal =
      daily > 0 && this.#today >= daily
        ? 'DAILY'
        : perTenSeconds > 0 && this.#tenSeconds.countAt(now) >= perTenSeconds
          ? 'TEN_SECONDLY_ROLLING'
          : isSearch && searchesPerSecond > 0 && this.#searches.countAt(now) >= searchesPerSecond
            ? 'SECONDLY'
            : undefined;
    if (refusal) this.refused[refusal] += 1;
    else this.#note(isSearch, now);
    return refusal;
  }

  headers(now = performance.now()): Record<string, string> {
    const { perTenSeconds, daily } = this.settings;
    const max = perTenSeconds === 0 ? WITHOUT_LIMIT : perTenSeconds;
    return {
      'x-hubspot-ratelimit-max': String(max),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, max - this.#tenSeconds.countAt(now))),
      'x-hubspot-ratelimit-interval-milliseconds': String(TEN_SECONDS),
      ...(daily > 0 && {
        'x-hubspot-ratelimit-daily': String(daily),
        'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, daily - this.#today)),
      }),
    };
  }

  #note(isSearch: boolean, now: number): void {
    this.allowed += 1;
    this.#today += 1;
    this.#tenSeconds.add(now);
    if (isSearch) this.#searches.add(now);
  }
}
