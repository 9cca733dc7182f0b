import { readFileSync } from 'node:fs';
import { secretFile } from '@switchback/config';
import { parse } from 'yaml';
import { z } from 'zod';

const connection = z.strictObject({
  name: z.string().min(1),
  kind: z.literal('hubspot'),
  baseUrl: z.url().default('https://api.hubapi.com'),
  tokenFile: secretFile,
});

const correlation = z.strictObject({
  /** Keys of `sessionVariables` that may hold the task's id, in this order. */
  variables: z.array(z.string().min(1)).min(1).default(['taskId']),
  /** Whoever opens a chat can set variables, so only calls that we made match by them. */
  directions: z.array(z.string()).min(1).default(['OUTBOUND']),
});

const organization = z.strictObject({
  name: z.string().min(1),
  connection: z.string().min(1),
  correlation: correlation.prefault({}),
});

const statuses = z.strictObject({
  inFlight: z.string().default('IN_PROGRESS'),
  connected: z.string().default('COMPLETED'),
  no_answer: z.string().default('NOT_STARTED'),
  busy: z.string().default('NOT_STARTED'),
  voicemail: z.string().default('NOT_STARTED'),
  failed: z.string().default('NOT_STARTED'),
  expired: z.string().default('NOT_STARTED'),
  /** Open, and flagged for a person. */
  unknown: z.string().default('WAITING'),
});
export type Statuses = z.output<typeof statuses>;

const policy = z
  .strictObject({
    connections: z.array(connection).min(1),
    organizations: z.array(organization).min(1),
    statuses: statuses.prefault({}),
  })
  .superRefine(({ connections, organizations }, context) => {
    const names = new Set(connections.map(({ name }) => name));
    organizations.forEach((entry, index) => {
      if (!names.has(entry.connection))
        context.addIssue({
          code: 'custom',
          path: ['organizations', index, 'connection'],
          message: 'no connection has this name',
        });
    });
  });
export type Policy = z.output<typeof policy>;
export type OrganizationPolicy = Policy['organizations'][number];

const fault = (error: unknown) =>
  (error as { code?: string }).code === 'ENOENT'
    ? 'the file does not exist; create it or correct the path'
    : 'the file cannot be read as YAML';

/** Reads and validates the policy; every fault is named with its path in the file. */
export const policyFile = z
  .string()
  .transform((path, context): unknown => {
    try {
      return parse(readFileSync(path, 'utf8'));
    } catch (error) {
      context.addIssue({ code: 'custom', message: fault(error) });
      return z.NEVER;
    }
  })
  .pipe(policy);
