import type { OnProgress } from '@switchback/kafka';

const EVERY_MS = 2_000;

/** Runs `work`; from two seconds on says on standard error, every two, how far it is. */
export const withProgress = async <T>(what: string, work: (progress: OnProgress) => Promise<T>): Promise<T> => {
  const since = Date.now();
  let far = '';
  const timer = setInterval(() => {
    process.stderr.write(`  ${what}${far} … ${Math.round((Date.now() - since) / 1_000)} s\n`);
  }, EVERY_MS);
  try {
    return await work((done, of) => (far = `: ${done} of ${of}`));
  } finally {
    clearInterval(timer);
  }
};
