const HOUR = 3_600_000;

const instantOf = (retryAfter: string | undefined, reset: string | undefined): number => {
  if (retryAfter !== undefined && /^\d+$/.test(retryAfter)) return Date.now() + Number(retryAfter) * 1_000;
  if (retryAfter !== undefined) return Date.parse(retryAfter);
  return reset === undefined ? NaN : Number(reset) * 1_000;
};

/** When to try again: `Retry-After` in seconds or as a date, else `X-RateLimit-Reset` (epoch seconds); at most an hour from now. */
export const retryAtOf = (headers: Record<string, string | string[] | undefined>): Date | undefined => {
  const text = (name: string) => [headers[name]].flat()[0];
  const at = instantOf(text('retry-after'), text('x-ratelimit-reset'));
  return Number.isFinite(at) ? new Date(Math.min(at, Date.now() + HOUR)) : undefined;
};
