const HOUR = 3_600_000;

/** When a session that names a task is looked at again after it was found unmatched. */
const HOURS = [1, 6, 24] as const;

/** How long the n-th further look waits after the one before; undefined after the last. */
export const rematchDelayMs = (attempt: number): number | undefined => {
  const hours = HOURS[attempt - 1];
  return hours === undefined ? undefined : (hours - (HOURS[attempt - 2] ?? 0)) * HOUR;
};
