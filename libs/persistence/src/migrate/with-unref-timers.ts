/**
 * Runs `work` while timers that anybody creates do not keep the process alive. The schema engine starts a 10 s timer
 * for its lock and never clears it.
 */
export const withUnrefTimers = async <T>(work: () => Promise<T>): Promise<T> => {
  const original = globalThis.setTimeout;
  const unref = (...args: Parameters<typeof setTimeout>): NodeJS.Timeout => original(...args).unref();
  globalThis.setTimeout = Object.assign(unref, original);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = original;
  }
};
