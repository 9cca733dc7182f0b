import { say, withProgress } from '@switchback/local/sample';
import type { Cluster } from './cluster.ts';
import { secondsSince } from './figures.ts';
import type { Figures } from './figures.ts';
import { products } from './images.ts';
import { writeOverlay } from './overlay.ts';

const jobs = ['topics', 'migrate-transcript', 'migrate-crm-sync'];

export const removeNamespace = (cluster: Cluster): Promise<string> =>
  cluster.kubectl(['delete', 'namespace', cluster.namespace, '--ignore-not-found', '--timeout=180s'], 200_000);

/** What is needed to see why something does not come up. */
const sayState = async (cluster: Cluster): Promise<void> => {
  for (const args of [
    ['get', 'pods', '--output', 'wide'],
    ['get', 'events', '--field-selector', 'type=Warning', '--sort-by', '.lastTimestamp'],
  ])
    say((await cluster.attempt(args)).stdout);
};

/** Applies the overlay and waits for the Jobs, then for every Deployment. */
export const deploy = async (cluster: Cluster, keda: boolean, figures: Figures): Promise<void> => {
  const since = Date.now();
  const reached = (what: string) => {
    figures.note(`kubectl apply to ${what}`, 's', secondsSince(since));
    say(`  ${what} after ${secondsSince(since)} s`);
  };
  const folder = await writeOverlay({ namespace: cluster.namespace, keda });
  await cluster.kubectl(['apply', '--kustomize', folder]);
  try {
    await withProgress('topics and migrations', () =>
      cluster.kubectl(
        ['wait', '--for=condition=complete', '--timeout=240s', ...jobs.map((name) => `job/${name}`)],
        250_000,
      ),
    );
    reached('topics and migrations done');
    await withProgress('pods start', async () => {
      for (const app of [...products, 'agntix-sandbox', 'crm-sandbox']) await cluster.rolledOut(app);
    });
    reached('everything ready');
  } catch (error) {
    await sayState(cluster);
    throw error;
  }
};
