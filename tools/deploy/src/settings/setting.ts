import { z } from 'zod';

export interface Setting {
  readonly name: string;
  readonly what: string;
  /** As it would be written into the environment; undefined: there is none. */
  readonly standard: string | undefined;
  readonly needed: boolean;
  /** Of a setting that holds a JSON document. */
  readonly fields: readonly Setting[];
}

type Schema = z.core.$ZodType;

/** Through what only wraps: optional, default, and the transforms before what is wanted in the end. */
const inner = (schema: Schema): Schema => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return inner(schema.def.innerType);
  if (schema instanceof z.ZodPipe && !(schema.def.out instanceof z.ZodTransform)) return inner(schema.def.out);
  return schema instanceof z.ZodArray ? inner(schema.def.element) : schema;
};

const fieldsOf = (schema: Schema): Setting[] => {
  const found = inner(schema);
  return found instanceof z.ZodObject ? settingsOf(found) : [];
};

const standardOf = (schema: Schema): string | undefined => {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return undefined;
  const value: unknown = schema.def.defaultValue;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** What is said of it, or else what it may be. */
const textOf = (schema: Schema): string => {
  const said = z.globalRegistry.get(schema)?.description;
  if (said !== undefined) return said;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return textOf(schema.def.innerType);
  return schema instanceof z.ZodEnum ? schema.options.join(', ') : '';
};

/** The settings that a schema declares, in its order. */
export const settingsOf = (schema: z.ZodObject): Setting[] =>
  Object.entries(schema.shape).map(([name, field]: [string, Schema]) => ({
    name,
    what: textOf(field),
    standard: standardOf(field),
    needed: !(field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault),
    fields: fieldsOf(field),
  }));
