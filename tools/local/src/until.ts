import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is something; the last error is the cause when the time runs out. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>, timeoutMs: number): Promise<T> => {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`${what} did not happen within ${timeoutMs / 1_000} s`, { cause: last });
};
