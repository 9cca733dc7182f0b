const MINUTE = 60_000;
const SCHEDULE = [30, 120, 1_440].map((minutes) => minutes * MINUTE);

/** How long until the end of a session is asked for: 30 minutes, 2 and 24 hours after its beginning; undefined after the last. */
export const awaitEndDelayMs = (sinceCreatedMs: number): number | undefined => {
  const next = SCHEDULE.find((at) => at > sinceCreatedMs);
  return next === undefined ? undefined : next - sinceCreatedMs;
};
