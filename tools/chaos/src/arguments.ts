export interface Arguments {
  readonly area: string | undefined;
  readonly seed: number | undefined;
  readonly short: boolean;
  /** For the area. */
  readonly args: readonly string[];
}

/**
 * Reads `<area> [--seed N] [--short] [options of the area]`.
 * @throws Error when the seed is no whole number
 */
export const readArguments = ([area, ...rest]: readonly string[]): Arguments => {
  const at = rest.indexOf('--seed');
  const seed = at < 0 ? undefined : Number(rest[at + 1]);
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new Error('--seed needs a whole number.');
  const args = rest.filter((arg, index) => arg !== '--short' && (at < 0 || (index !== at && index !== at + 1)));
  return { area, seed, short: rest.includes('--short'), args };
};
