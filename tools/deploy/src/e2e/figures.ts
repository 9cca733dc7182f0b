import { say } from '@switchback/local/sample';
import type { Cluster, Pod } from './cluster.ts';
import { products } from './images.ts';

const secondsToReady = ({ status }: Pod): number[] => {
  const started = status.containerStatuses[0]?.state.running?.startedAt;
  const ready = status.conditions.find(({ type, status: is }) => type === 'Ready' && is === 'True')?.lastTransitionTime;
  return started && ready ? [(Date.parse(ready) - Date.parse(started)) / 1_000] : [];
};

/** Start of the container to ready, by the cluster's whole seconds, and memory where the cluster measures it. */
export const sayPodFigures = async (cluster: Cluster): Promise<void> => {
  for (const app of products) {
    const ready = (await cluster.pods(app)).flatMap(secondsToReady);
    const top = await cluster.attempt(['top', 'pods', '--no-headers', '--selector', `app.kubernetes.io/name=${app}`]);
    const memory =
      top.code === 0
        ? top.stdout
            .trim()
            .split('\n')
            .map((line) => line.trim().split(/\s+/)[2])
        : [];
    say(
      `  ${app}: ready after ${ready.join(', ')} s; memory ${memory.length > 0 ? memory.join(', ') : 'not measured here'}`,
    );
  }
};
