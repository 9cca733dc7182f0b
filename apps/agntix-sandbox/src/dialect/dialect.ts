import { z } from 'zod';

/** How the double speaks where the vendor's documents contradict each other. */
export const dialectSchema = z.strictObject({
  /** Which paths exist: those of the newest pages, `/v1/…` only, `/api/v1/…` only, or all of them. */
  paths: z.enum(['pages', 'v1', 'api', 'both']).default('both'),
  /** The session's detail: A of the pages, B generated v1, C generated v2. `/v2/…` is always C. */
  session: z.enum(['A', 'B', 'C']).default('B'),
  /** The list of sessions: `limit` and `pagination`, or `pageSize` and `meta` with more filters and no metadata. */
  list: z.enum(['pagination', 'meta']).default('pagination'),
  /** A list of messages in pages, all at once whatever page is asked for, or as a bare array. */
  messages: z.enum(['paged', 'whole', 'bare']).default('paged'),
  /** `refuse` answers 400 to query parameters that the dialect does not know. */
  unknownQuery: z.enum(['ignore', 'refuse']).default('ignore'),
  /** The error body; the first four are documented, the others have to be expected. */
  errors: z.enum(['requestId', 'status', 'meta', 'detail', 'plain', 'html', 'empty']).default('requestId'),
  /** What an accepted start call answers. */
  start: z.enum(['sessionId', 'session_id', 'none']).default('sessionId'),
  startStatus: z.union([z.literal(200), z.literal(201), z.literal(202)]).default(200),
  /** A date for the `Sunset` header, together with `Deprecation`, on `/api/v1/…`. */
  sunset: z.string().optional(),
});
export type Dialect = z.output<typeof dialectSchema>;
