import { readPath } from './path.ts';
import { redacted } from './redactions.ts';
import { truncated } from './truncated.ts';
import { PLACE } from './value.ts';
import type { Value } from './value.ts';

/** Lists are joined by `;`, as CRMs take several choices; an object is no value of a field. */
const asText = (found: unknown): string | undefined => {
  if (Array.isArray(found)) {
    const items = found.map(asText);
    return items.includes(undefined) || items.length === 0 ? undefined : items.join(';');
  }
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined;
};

// As many as the mapping file has templates: texts and paths by turns.
const partsOf = new Map<string, readonly string[]>();

const partsIn = (template: string): readonly string[] => {
  const known = partsOf.get(template);
  if (known) return known;
  const parts = template.split(PLACE);
  partsOf.set(template, parts);
  return parts;
};

/** The text that a value of the mapping gives for a call's view; undefined or empty where there is nothing to write. */
export const evaluate = (value: Value, view: unknown): string | undefined => {
  if (typeof value !== 'object') return String(value);
  if ('path' in value) return asText(readPath(view, value.path));
  if ('template' in value)
    return partsIn(value.template)
      .map((part, index) => (index % 2 === 0 ? part : (asText(readPath(view, part)) ?? '')))
      .join('');
  if ('map' in value) {
    const { table, path, default: otherwise } = value.map;
    const key = asText(readPath(view, path));
    if (key !== undefined && Object.hasOwn(table, key)) return String(table[key]);
    return otherwise === undefined ? undefined : evaluate(otherwise, view);
  }
  if ('if' in value) {
    const { path, equals } = value.if;
    const found = asText(readPath(view, path));
    const holds = equals === undefined ? found !== undefined && found !== '' : found === String(equals);
    if (holds) return evaluate(value.then, view);
    return value.else === undefined ? undefined : evaluate(value.else, view);
  }
  if ('truncate' in value) {
    const text = evaluate(value.truncate.value, view);
    return text === undefined ? undefined : truncated(text, value.truncate.max);
  }
  const text = evaluate(value.redact.value, view);
  return text === undefined ? undefined : redacted(text, value.redact.what);
};
