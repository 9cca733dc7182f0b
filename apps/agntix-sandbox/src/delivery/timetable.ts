const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Svix's usual waits before each attempt after the first, counted from the failure before (docs.svix.com/retries). */
export const svixTimetable: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

/** How the attempt before failed. */
export interface Failed {
  readonly timedOut?: boolean;
  /** What the receiver asked for. */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * The wait before attempt `attempt` (2 is the first retry) on the real clock, in milliseconds; undefined when it is given
 * up. ±20 % by `draw` in [0, 1); at least a minute after a timeout; `Retry-After` may stretch it to the double and never
 * shortens it.
 */
export const retryDelay = (attempt: number, draw: number, failed: Failed = {}): number | undefined => {
  const planned = svixTimetable[attempt - 2];
  if (planned === undefined) return undefined;
  const base = failed.timedOut ? Math.max(planned, MINUTE) : planned;
  const asked = (failed.retryAfterSeconds ?? 0) * SECOND;
  return Math.min(Math.max(base, asked), 2 * base) * (0.8 + 0.4 * draw);
};
