import { z } from 'zod';
import { eventCatalog } from './event-catalog.ts';
import type { CatalogEvent } from './event-catalog.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * An event's value as JSON Schema, for readers: unknown keys are allowed, since fields may be added within a version.
 * Draft 7, because AsyncAPI 3 takes it without a format of its own.
 */
export const jsonSchemaOf = ({ schema, summary, type }: CatalogEvent & { schema: z.ZodType }): JsonSchema => {
  const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return { $schema, title: type, description: summary, ...body };
};

/** The schema of each event that has one, by event name. */
export const jsonSchemas = (): ReadonlyMap<string, JsonSchema> =>
  new Map(
    eventCatalog
      .flatMap(({ events }) => events)
      .flatMap((event) =>
        event.schema ? [[event.name, jsonSchemaOf({ ...event, schema: event.schema })] as const] : [],
      ),
  );
