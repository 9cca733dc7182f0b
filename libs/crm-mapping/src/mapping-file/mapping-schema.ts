import { z } from 'zod';
import { mappingFile } from './mapping-file.ts';

/** The mapping file as JSON Schema, for editors. What one value demands of another is told by `switchback crm validate` alone. */
export const mappingSchemaText = (): string => {
  const { $schema, ...body } = z.toJSONSchema(mappingFile, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ $schema, title: "Switchback's mapping file", ...body }, null, 2)}\n`;
};
