const MINUTE = 60_000;
const SCHEDULE = [1, 5, 15, 30, 360].map((minutes) => minutes * MINUTE);

/** How long until the session is read again: 1, 5, 15, 30 minutes and 6 hours after its end; undefined after the last. */
export const rereadDelayMs = (sinceEndMs: number): number | undefined => {
  const next = SCHEDULE.find((at) => at > sinceEndMs);
  return next === undefined ? undefined : next - sinceEndMs;
};
