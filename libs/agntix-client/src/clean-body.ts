// PostgreSQL's jsonb takes neither NUL nor lone surrogates, and one of them must not cost a transcript.
const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

// What the vendor's details and webhooks may carry as a credential, by name.
const CREDENTIALS = new Set(['token', 'accesstoken', 'apikey', 'x-api-key', 'authorization', 'secret', 'password']);
const isCredential = (key: string): boolean => CREDENTIALS.has(key.toLowerCase().replaceAll('_', ''));
// Data of the organization, whatever it calls its fields.
const OWN = new Set(['sessionVariables', 'extractedData']);

/**
 * A copy of a JSON value that may be stored: without any field that holds a credential (the vendor's session detail
 * has one named `token`), and with text that every JSON store accepts.
 */
export const cleanBody = (value: unknown, own = false): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map((item) => cleanBody(item, own));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => own || !isCredential(key))
      .map(([key, inner]) => [cleanText(key), cleanBody(inner, own || OWN.has(key))]),
  );
};
