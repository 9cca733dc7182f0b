const EVERY_MS = 20;

/**
 * Watches the event loop; the function it gives tells the longest turn since it was last asked, in seconds. Only time in
 * which this thread really computed counts: a machine that is busy elsewhere is not our fault.
 */
export const watchLoop = (): (() => number) => {
  let longest = 0;
  let at = performance.now();
  let cpu = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const used = process.threadCpuUsage(cpu);
    const late = now - at - EVERY_MS;
    longest = Math.max(longest, Math.min(late, (used.user + used.system) / 1_000));
    at = now;
    cpu = process.threadCpuUsage();
  }, EVERY_MS);
  timer.unref();
  return () => {
    const seconds = longest / 1_000;
    longest = 0;
    return seconds;
  };
};
