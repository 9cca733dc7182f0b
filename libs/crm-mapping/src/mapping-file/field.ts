import { z } from 'zod';
import { value } from '../directives/value.ts';
import type { Value } from '../directives/value.ts';

const modes = ['set', 'set_if_empty', 'never'] as const;
/**
 * `set`: what the mapping gives stands there; `set_if_empty`: only where nothing stands, or what an earlier revision of the
 * same call gave; `never`: nothing is written.
 */
export type FieldMode = (typeof modes)[number];

/** A value, or a value with how it is to be written. */
export const field = z.union([value, z.strictObject({ value, mode: z.enum(modes) })], {
  error: 'expected a text, a number, one of the directives, or a value and a mode',
});
export type Field = z.output<typeof field>;

/** A field without a mode is set. */
export const ruleOf = (given: Field): { readonly value: Value; readonly mode: FieldMode } =>
  typeof given === 'object' && 'mode' in given ? given : { value: given, mode: 'set' };

/** The fields that are written at all, by their names. */
export const writtenFields = (fields: Readonly<Record<string, Field>>): [string, ReturnType<typeof ruleOf>][] =>
  Object.entries(fields)
    .map(([name, given]): [string, ReturnType<typeof ruleOf>] => [name, ruleOf(given)])
    .filter(([, { mode }]) => mode !== 'never');
