import { z } from 'zod';

/** Something that goes wrong with requests. */
export const faultSchema = z.strictObject({
  /** One call of the API; all of them without it. */
  route: z.string().optional(),
  /** One session's requests only. */
  sessionId: z.string().optional(),
  /**
   * `status` answers with one; `silent` takes the request and never answers; `half-open` sends half of the answer and then
   * nothing, on a connection that stays up; `reset` breaks the connection; `truncated` ends it in the middle; `html` is a
   * gateway's page with 200; `garbled` is the answer with a break in its texts, no JSON any more.
   */
  kind: z.enum(['status', 'silent', 'half-open', 'reset', 'truncated', 'html', 'garbled']),
  status: z.int().min(400).max(599).default(503),
  /** The `error.code` of a `status`. */
  code: z.string().default('GENERIC_ERROR'),
  headers: z.record(z.string(), z.string()).default({}),
  /** `after`: what was asked for is done, and the answer to it goes wrong. */
  when: z.enum(['before', 'after']).default('before'),
  /** How many requests it hits; 0 for as long as it stands. */
  times: z.int().min(0).default(0),
  /** The share of the requests that it hits, drawn by the seed. */
  rate: z.number().min(0).max(1).default(1),
});
export type Fault = z.output<typeof faultSchema>;
export type GivenFault = z.input<typeof faultSchema>;
