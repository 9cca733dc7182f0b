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

/** The wait before attempt `attempt` (2 is the first retry), ±20 %, in milliseconds; undefined when it is given up. */
export const retryDelay = (attempt: number, scale: number, random: () => number): number | undefined => {
  const full = svixTimetable[attempt - 2];
  return full === undefined ? undefined : full * scale * (0.8 + 0.4 * random());
};
