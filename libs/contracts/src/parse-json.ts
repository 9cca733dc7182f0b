import type { z } from 'zod';

/** What the bytes say by the schema, fields that it does not know left out; undefined where they do not fit it. */
export const parseJson = <S extends z.ZodType>(schema: S, body: Uint8Array): z.output<S> | undefined => {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
};
