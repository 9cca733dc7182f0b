const MINUTE = 60_000;
const SCHEDULE = [1, 5, 15, 30].map((minutes) => minutes * MINUTE);

/** How long work waits before its n-th further attempt: 1, 5, 15, then always 30 minutes, or at `retryAt` where the other side said when. */
export const backOffMs = (attempt: number, retryAt?: Date): number => {
  const delay = SCHEDULE[Math.min(Math.max(attempt, 1), SCHEDULE.length) - 1] ?? MINUTE;
  return retryAt ? Math.max(retryAt.getTime() - Date.now(), 0) : delay;
};
