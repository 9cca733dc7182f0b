import { retryAtOf } from './retry-after.ts';
import type { RouteName } from './routes.ts';

/** What every answer tells beside its body; for rate budgets, metrics and logs. Holds nothing personal. */
export interface AnswerFacts {
  readonly route: RouteName;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** When the vendor wants to be asked again, where it said so. */
  readonly retryAt: Date | undefined;
  /** The date after which the path may be gone. */
  readonly sunset: string | undefined;
  readonly deprecation: string | undefined;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

export const factsOf = (route: RouteName, status?: number, headers: Headers = {}): AnswerFacts => {
  const text = (name: string) => [headers[name]].flat()[0];
  const remaining = numberOf(text('x-ratelimit-remaining'));
  const waits = status === 429 || status === 503 || remaining === 0;
  return {
    route,
    status,
    limit: numberOf(text('x-ratelimit-limit')),
    remaining,
    retryAt: waits ? retryAtOf(headers) : undefined,
    sunset: text('sunset'),
    deprecation: text('deprecation'),
  };
};
