import { isPathSegment } from '../request/path-segment.ts';

/** A body as it is written in the mapping file: texts may hold `{{name}}`. */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [name: string]: Template };

/** What templates may name; a name that has no value stands for nothing. */
export type Values = Readonly<Record<string, unknown>>;

const PLACE = /\{\{\s*([\w.-]+)\s*\}\}/g;
const ONLY = /^\{\{\s*([\w.-]+)\s*\}\}$/;

const valueOf = (name: string, values: Values): unknown => {
  if (Object.hasOwn(values, name)) return values[name] ?? undefined;
  const [first = '', ...rest] = name.split('.');
  const found = Object.hasOwn(values, first) ? values[first] : undefined;
  const inner = rest.join('.');
  if (typeof found !== 'object' || found === null || !Object.hasOwn(found, inner)) return undefined;
  return (found as Values)[inner] ?? undefined;
};

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/**
 * The body with its places filled. A text that is one place alone becomes the value itself, a number as a number; where
 * there is none, its key is left out. A text with a place in it becomes a text.
 */
export const filledBody = (template: Template, values: Values): unknown => {
  if (typeof template === 'string') {
    const only = ONLY.exec(template)?.[1];
    if (only !== undefined) return valueOf(only, values);
    return template.replaceAll(PLACE, (_whole, name: string) => asText(valueOf(name, values)));
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((item: Template) => filledBody(item, values) ?? null);
  return Object.fromEntries(
    Object.entries(template).flatMap(([name, item]) => {
      const value = filledBody(item, values);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
};

/** The path with its places filled and encoded; undefined where a value would climb to another path. */
export const filledPath = (template: string, values: Values): string | undefined => {
  const names = [...template.matchAll(PLACE)].map(([, name = '']) => name);
  if (!names.every((name) => isPathSegment(asText(valueOf(name, values))))) return undefined;
  return template.replaceAll(PLACE, (_whole, name: string) => encodeURIComponent(asText(valueOf(name, values))));
};
