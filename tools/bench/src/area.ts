import type { Bar } from './bar.ts';

export interface BenchOptions {
  /** A quick run that shows that the bench works; its figures are not for the books. */
  readonly short: boolean;
  /** What is being done, for the person who waits; goes to standard error. */
  readonly say: (line: string) => void;
}

/** What `src/<area>/run.ts` exports as `run`: measures, checks that the work was really done, and gives the bars. */
export type RunArea = (options: BenchOptions) => Promise<readonly Bar[]>;
