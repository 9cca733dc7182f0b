/** The value at a dotted path of own keys, or undefined. */
export const readPath = (body: unknown, path: string): unknown => {
  let at = body;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
};

/** Nothing is known by it: absent, null, blank text, an empty list or object. */
export const isEmpty = (value: unknown): boolean => {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
};

/** The first text among the paths that is not blank. */
export const readText = (body: unknown, ...paths: string[]): string | undefined => {
  for (const path of paths) {
    const value = readPath(body, path);
    if (typeof value === 'string' && !isEmpty(value)) return value;
  }
  return undefined;
};
