const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** What stands at a path of names between dots. In a list the rest of the path counts for each item. */
const valuesAt = (answer: unknown, names: readonly string[]): unknown[] => {
  if (Array.isArray(answer)) return answer.flatMap((item: unknown) => valuesAt(item, names));
  const [first, ...rest] = names;
  return first === undefined ? [answer] : valuesAt(own(answer, first), rest);
};

const isValue = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** The texts and numbers at a path of an answer, as texts. */
export const textsAt = (answer: unknown, path: string): string[] =>
  valuesAt(answer, path.split('.')).filter(isValue).map(String);

/** The first of them; undefined where there is none. */
export const textAt = (answer: unknown, path: string | undefined): string | undefined =>
  path === undefined ? undefined : textsAt(answer, path)[0];
