import { z } from 'zod';

const correlation = z.strictObject({
  /** Keys of `sessionVariables` that may hold the task's id, in this order. */
  variables: z.array(z.string().min(1)).min(1).default(['taskId']),
  /** The key of `sessionVariables` that may hold the id of a registered attempt. */
  attemptVariable: z.string().min(1).default('callAttemptId'),
  /** Whoever opens a chat can set variables, so only calls that we made match by them. */
  directions: z.array(z.string().toUpperCase()).min(1).default(['OUTBOUND']),
  /** Ids of the agents whose sessions may match by variables; without it, every agent's. */
  agents: z.array(z.string().min(1)).min(1).optional(),
});
export type CorrelationRules = z.output<typeof correlation>;

/** One Agntix account, and the CRM account that its calls are written to. */
export const organization = z.strictObject({
  name: z.string().min(1),
  connection: z.string().min(1),
  correlation: correlation.prefault({}),
});
export type OrganizationPolicy = z.output<typeof organization>;
