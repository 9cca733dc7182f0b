/** One line for the person who watches. */
export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

/** Runs a step; says so when it takes longer than two seconds, and again every five. */
export const withProgress = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const since = Date.now();
  let next = 2_000;
  const timer = setInterval(() => {
    if (Date.now() - since < next) return;
    say(`  ${what} … ${seconds(since)}`);
    next += 5_000;
  }, 250);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
};
