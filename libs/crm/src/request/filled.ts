/** Those of the names that hold something, with it. */
export const filled = (
  names: readonly string[],
  valueOf: (name: string) => string | null | undefined,
): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = valueOf(name);
      return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
    }),
  );
