/** What `redact` takes out of a text. Broad on purpose: a date may go with the numbers. */
const patterns = {
  email: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  card: /\b(?:\d[ -]?){12,18}\d\b/g,
  phone: /\+?\d(?:[\s().-]{0,2}\d){6,14}/g,
} as const;

export type Redaction = keyof typeof patterns;
export const redactions = ['email', 'card', 'phone'] as const satisfies readonly Redaction[];

/** A text with each find replaced by `[email]`, `[card]` or `[phone]`. */
export const redacted = (text: string, what: readonly Redaction[]): string =>
  redactions
    .filter((kind) => what.includes(kind))
    .reduce((rest, kind) => rest.replaceAll(patterns[kind], `[${kind}]`), text);
