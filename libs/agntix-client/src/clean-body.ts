// PostgreSQL's jsonb takes neither NUL nor lone surrogates, and one of them must not cost a transcript.
const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/**
 * A copy of a JSON value that may be stored: without any field named `token`, which the vendor's session detail uses for
 * a credential, and with text that every JSON store accepts.
 */
export const cleanBody = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanBody);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'token')
      .map(([key, inner]) => [cleanText(key), cleanBody(inner)]),
  );
};
