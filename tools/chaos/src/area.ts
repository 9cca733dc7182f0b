export interface ChaosOptions {
  /** Everything random comes from it: the same seed makes the same decisions. */
  readonly seed: number;
  /** A quick run of the same. */
  readonly short: boolean;
  /** What else stood on the command line, e.g. `--events 100000`. */
  readonly args: readonly string[];
  readonly say: (line: string) => void;
}

/** Something that must hold at the end, counted and not assumed. */
export interface Check {
  readonly check: string;
  readonly ok: boolean;
  /** The figures behind it, and what is missing when it does not hold. */
  readonly detail: string;
}

/** What `src/<area>/run.ts` exports as `run`. */
export type RunArea = (options: ChaosOptions) => Promise<readonly Check[]>;
