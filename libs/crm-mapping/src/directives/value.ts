import { z } from 'zod';
import { path } from './path.ts';
import { redactions } from './redactions.ts';
import type { Redaction } from './redactions.ts';

type Literal = string | number | boolean;

interface Condition {
  readonly path: string;
  readonly equals?: Literal | undefined;
}

/** A value of the mapping: a literal, or one directive of a closed set. There is no expression language. */
export type Value =
  | Literal
  | { readonly path: string }
  | { readonly template: string }
  | {
      readonly map: {
        readonly path: string;
        readonly table: Readonly<Record<string, Literal>>;
        readonly default?: Value | undefined;
      };
    }
  | { readonly if: Condition; readonly then: Value; readonly else?: Value | undefined }
  | { readonly truncate: { readonly value: Value; readonly max: number } }
  | { readonly redact: { readonly value: Value; readonly what: readonly Redaction[] } };

const literal = z.union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number, true or false' });
const nested: z.ZodType<Value> = z.lazy(() => value);

/** `{{path}}` stands for what is there, or for nothing. */
export const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

const template = z.string().superRefine((text, context) => {
  for (const [whole, at = ''] of text.matchAll(PLACE))
    if (!path.safeParse(at).success) context.addIssue({ code: 'custom', message: `${whole} is not a path` });
  if (/\{\{|\}\}/.test(text.replaceAll(PLACE, '')))
    context.addIssue({ code: 'custom', message: 'a {{ or }} has no counterpart' });
});

const map = z.strictObject({ path, table: z.record(z.string(), literal), default: nested.optional() });
const condition = z.strictObject({ path, equals: literal.optional() });
const truncate = z.strictObject({ value: nested, max: z.int().min(1) });
const redact = z.strictObject({
  value: nested,
  what: z
    .array(z.enum(redactions))
    .min(1)
    .default([...redactions]),
});

export const value: z.ZodType<Value> = z
  .union(
    [
      literal,
      z.strictObject({ path }),
      z.strictObject({ template }),
      z.strictObject({ map }),
      z.strictObject({ if: condition, then: nested, else: nested.optional() }),
      z.strictObject({ truncate }),
      z.strictObject({ redact }),
    ],
    { error: 'expected a text, a number, true, false, or one of path, template, map, if, truncate, redact' },
  )
  .meta({ id: 'value' });
