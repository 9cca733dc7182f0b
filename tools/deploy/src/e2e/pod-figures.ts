import type { Cluster, Pod } from './cluster.ts';
import type { Figures } from './figures.ts';
import { products } from './images.ts';

/** Of the last container, which is the app's own, by the cluster's whole seconds. */
const secondsToReady = ({ status }: Pod): number[] => {
  const started = status.containerStatuses[0]?.state.running?.startedAt;
  const ready = status.conditions.find(({ type, status: is }) => type === 'Ready' && is === 'True')?.lastTransitionTime;
  return started && ready ? [(Date.parse(ready) - Date.parse(started)) / 1_000] : [];
};

/** `kubectl top` in MiB; nothing where the cluster measures nothing. */
const memoryOf = async (cluster: Cluster, app: string): Promise<number[]> => {
  const top = await cluster.attempt(['top', 'pods', '--no-headers', '--selector', `app.kubernetes.io/name=${app}`]);
  if (top.code !== 0) return [];
  return [...top.stdout.matchAll(/(\d+)Mi\s*$/gm)].map(([, mebibytes]) => Number(mebibytes));
};

/** How long each pod that runs took from its start to ready. */
export const noteStarts = async (cluster: Cluster, figures: Figures, when: string): Promise<void> => {
  for (const app of products)
    figures.note(
      `container start to ready, ${when}: ${app}`,
      's',
      ...(await cluster.pods(app)).flatMap(secondsToReady),
    );
};

export const noteMemory = async (cluster: Cluster, figures: Figures): Promise<void> => {
  for (const app of products) figures.note(`memory after the run: ${app}`, 'MiB', ...(await memoryOf(cluster, app)));
};
