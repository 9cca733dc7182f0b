import type { OrganizationPolicy } from '../mapping-file/organization.ts';

export interface Candidate {
  readonly direction: string | null;
  readonly agentId: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type Correlation =
  | { readonly taskId: string; readonly matchedBy: string }
  | {
      readonly unmatchedReason: string;
      /** Whether the session names a task: then it may match later. */
      readonly namesTask: boolean;
    };

const asText = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
};

/** The id of a registered attempt, if the session carries one. Whoever knows it was told it by who made the call. */
export const attemptIdOf = (
  { variables }: Candidate,
  { correlation }: Pick<OrganizationPolicy, 'correlation'>,
): string | undefined => asText(variables[correlation.attemptVariable]);

/** Finds the task by the organization's variable keys, in their order; values are compared as text. */
export const correlate = (
  { direction, agentId, variables }: Candidate,
  { correlation }: Pick<OrganizationPolicy, 'correlation'>,
): Correlation => {
  const key = correlation.variables.find((name) => asText(variables[name]) !== undefined);
  const taskId = key === undefined ? undefined : asText(variables[key]);
  if (key === undefined || taskId === undefined)
    return { unmatchedReason: 'no correlation variable', namesTask: false };
  if (direction === null || !correlation.directions.includes(direction.toUpperCase()))
    return { unmatchedReason: 'direction not allowed', namesTask: true };
  if (correlation.agents && (agentId === null || !correlation.agents.includes(agentId)))
    return { unmatchedReason: 'agent not allowed', namesTask: true };
  return { taskId, matchedBy: `variable:${key}` };
};
