import { z } from 'zod';
import { httpRequests } from './http-requests.ts';
import { presentationOverrides } from './presentation.ts';

/** Requests that the account allows; the connector goes by what the CRM tells, where it does. */
const limit = z.strictObject({
  requests: z.int().min(1).default(100),
  perSeconds: z.number().positive().default(10),
});

const hubspot = z.strictObject({
  name: z.string().min(1),
  kind: z.literal('hubspot'),
  baseUrl: z.url().default('https://api.hubapi.com'),
  /** Path of the file with the private app's token. */
  tokenFile: z.string().min(1),
  limit: limit.prefault({}),
  ...presentationOverrides,
});

const http = z.strictObject({
  name: z.string().min(1),
  kind: z.literal('http'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Path of the file with the token. */
  tokenFile: z.string().min(1),
  /** The header that carries the token. */
  authorization: z
    .strictObject({
      header: z.string().regex(/^[\w-]+$/, 'expected the name of a header'),
      value: z.string().includes('{{token}}'),
    })
    .prefault({ header: 'authorization', value: 'Bearer {{token}}' }),
  /** Statuses that end a task. */
  closedStatuses: z.array(z.string().min(1)).min(1),
  /** Longest text of a task, in characters. */
  bodyMax: z.int().min(1).default(65_536),
  requests: httpRequests,
  limit: limit.prefault({}),
  ...presentationOverrides,
});

/** One CRM account. What it says of statuses, goal, content and call stands instead of the file's own. */
export const connection = z.discriminatedUnion('kind', [hubspot, http]);
export type Connection = z.output<typeof connection>;

/** Statuses that end a task. */
export const closedStatusesOf = (of: Connection): readonly string[] =>
  of.kind === 'hubspot' ? ['COMPLETED'] : of.closedStatuses;
