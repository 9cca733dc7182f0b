import { say, until } from '@switchback/local/sample';
import type { Cluster } from './cluster.ts';
import { secondsSince } from './figures.ts';
import type { Figures } from './figures.ts';
import type { Stream } from './stream.ts';

const APP = 'crm-sync';
const BURST = 150;

/** Whether the cluster knows ScaledObjects. */
export const hasKeda = async (cluster: Cluster): Promise<boolean> =>
  (await cluster.attempt(['get', 'crd', 'scaledobjects.keda.sh'])).code === 0;

const replicas = async (cluster: Cluster): Promise<number> => (await cluster.pods(APP)).length;

/**
 * Starts more calls at once than the CRM's quota lets through, so that records wait, and watches the second pod of crm-sync
 * come and go.
 */
export const watchScaling = async (
  cluster: Cluster,
  { burst }: Pick<Stream, 'burst'>,
  figures: Figures,
): Promise<void> => {
  await until('one pod before the burst', async () => ((await replicas(cluster)) === 1 ? true : undefined), 240_000);
  const since = Date.now();
  await burst(BURST);
  await until('a second pod', async () => ((await replicas(cluster)) === 2 ? true : undefined), 180_000);
  figures.note(`${BURST} calls at once to the second pod: ${APP}`, 's', secondsSince(since));
  say(`  ${BURST} calls at once: a second pod of ${APP} after ${secondsSince(since)} s`);
  await cluster.rolledOut(APP);
  figures.note(`${BURST} calls at once to the second pod ready: ${APP}`, 's', secondsSince(since));
  await until('one pod again', async () => ((await replicas(cluster)) === 1 ? true : undefined), 300_000);
  figures.note(`${BURST} calls at once to one pod again: ${APP}`, 's', secondsSince(since));
  say(`  back to one pod after ${secondsSince(since)} s`);
};
