import type { Catalog, Schema } from './schema.ts';

type Definitions = Catalog['definitions'];
type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: string;
  readonly definitions: Definitions;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeFits = (type: string, value: unknown): boolean => {
  switch (type) {
    case 'object':
      return isFields(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
};

const below = (place: Place, part: string | number): Place => ({
  ...place,
  path: typeof part === 'number' ? `${place.path}[${part}]` : `${place.path}.${part}`,
});

/** Closed wherever fields are named: one that is not is a fault, as with a strict API server. */
const fieldFaults = (schema: Schema, value: Fields, place: Place): string[] => {
  const { properties, additionalProperties: more, required = [] } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] ?? (!properties && more === undefined);
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${place.path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, field]) => {
      const known = properties?.[name] ?? (typeof more === 'object' ? more : undefined);
      if (known) return faultsIn(known, field, below(place, name));
      return open || more === true ? [] : [`${place.path}.${name} is not known`];
    }),
  ];
};

const scalarFaults = (schema: Schema, value: unknown, { path }: Place): string[] => [
  ...(schema.enum && !schema.enum.includes(value) ? [`${path} is not one of ${schema.enum.join(', ')}`] : []),
  ...(typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern).test(value)
    ? [`${path} does not match ${schema.pattern}`]
    : []),
  ...(typeof value === 'string' && value.length > (schema.maxLength ?? Infinity) ? [`${path} is too long`] : []),
  ...(typeof value === 'number' && (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity))
    ? [`${path} is out of range`]
    : []),
];

/** Everything that a strict API server would refuse, each with its place. */
const faultsIn = (schema: Schema, value: unknown, place: Place): string[] => {
  if (schema.$ref) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    const target = place.definitions[name];
    return target ? faultsIn(target, value, place) : [`${place.path} refers to ${name}, which is not in the catalog`];
  }
  if (schema['x-kubernetes-int-or-string'])
    return typeof value === 'string' || Number.isInteger(value) ? [] : [`${place.path} is no integer and no text`];
  if (schema.type && !typeFits(schema.type, value)) return [`${place.path} is not of type ${schema.type}`];
  const named = schema.allOf?.flatMap((part) => faultsIn(part, value, place)) ?? [];
  const choices = [schema.oneOf, schema.anyOf].filter((list) => list?.some(({ type, $ref }) => type ?? $ref));
  const choice = choices.flatMap((list) =>
    list?.some((part) => faultsIn(part, value, place).length === 0) ? [] : [`${place.path} fits none of its shapes`],
  );
  const inside = Array.isArray(value)
    ? value.flatMap((item, index) => (schema.items ? faultsIn(schema.items, item, below(place, index)) : []))
    : isFields(value) && !schema.allOf
      ? fieldFaults(schema, value, place)
      : scalarFaults(schema, value, place);
  return [...named, ...choice, ...inside];
};

/** Faults of a whole object by its apiVersion and kind; a kind that the catalog does not know is one, too. */
export const objectFaults = ({ kinds, definitions }: Catalog, object: Fields): string[] => {
  const name = `${String(object.apiVersion)} ${String(object.kind)}`;
  const schema = kinds[name];
  return schema ? faultsIn(schema, object, { path: name, definitions }) : [`${name} is not in the catalog`];
};
