import { z } from 'zod';
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

/** One CRM account. What it says of statuses, goal, content and call stands instead of the file's own. */
export const connection = z.discriminatedUnion('kind', [hubspot]);
export type Connection = z.output<typeof connection>;

/** Statuses that end a task, by kind of CRM. */
export const closedStatusesOf = ({ kind }: Pick<Connection, 'kind'>): readonly string[] =>
  ({ hubspot: ['COMPLETED'] })[kind];
