import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A TCP port. 0 lets the system choose. */
export const port = z.coerce.number().int().min(0).max(65_535);

/** The URL of a service's own PostgreSQL database. */
export const databaseUrl = z
  .url({ protocol: /^postgres(ql)?$/ })
  .describe('the URL of the PostgreSQL database of this service');

/** `host:port,host:port` as a non-empty list. */
export const brokerList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((broker) => broker.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'expected host:port,host:port')).min(1));

/** A JSON document in one variable, then checked by `schema`. A fault names the path inside it, never the text. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected a JSON document' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** The path of a file that holds a secret; gives its content without surrounding white space. */
export const secretFile = z.string().transform((path, context): string => {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret !== '') return secret;
    context.addIssue({ code: 'custom', message: 'the file is empty; write the secret into it' });
  } catch {
    context.addIssue({ code: 'custom', message: 'the file cannot be read; create it or correct the path' });
  }
  return z.NEVER;
});
