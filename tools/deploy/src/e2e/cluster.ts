import { z } from 'zod';
import type { Finished } from './run-command.ts';
import { attempt, runCommand } from './run-command.ts';

const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.object({
        conditions: z
          .array(z.object({ type: z.string(), status: z.string(), lastTransitionTime: z.string() }))
          .default([]),
        containerStatuses: z
          .array(
            z.object({
              restartCount: z.number(),
              state: z.object({ running: z.object({ startedAt: z.string() }).optional() }),
            }),
          )
          .default([]),
      }),
    }),
  ),
});
export type Pod = z.output<typeof podList>['items'][number];

/** What the run asks of one namespace, through kubectl and the cluster that it points at. */
export const clusterOf = (namespace: string) => {
  const within = (args: readonly string[]) => ['--namespace', namespace, ...args];
  const kubectl = (args: readonly string[], timeoutMs?: number) => runCommand('kubectl', within(args), timeoutMs);
  return {
    namespace,
    kubectl,
    attempt: (args: readonly string[], timeoutMs?: number): Promise<Finished> =>
      attempt('kubectl', within(args), timeoutMs),
    /** The pods of an app that are not on their way out. */
    pods: async (app: string): Promise<Pod[]> => {
      const found = await kubectl(['get', 'pods', '--selector', `app.kubernetes.io/name=${app}`, '--output', 'json']);
      return podList.parse(JSON.parse(found)).items.filter(({ metadata }) => !metadata.deletionTimestamp);
    },
    /** Waits until every replica of the newest revision is available. */
    rolledOut: (app: string) =>
      kubectl(['rollout', 'status', `deployment/${app}`, '--timeout=240s'], 250_000).then(() => undefined),
  };
};
export type Cluster = ReturnType<typeof clusterOf>;
