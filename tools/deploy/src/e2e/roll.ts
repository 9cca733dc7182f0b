import { say } from '@switchback/local/sample';
import type { Cluster } from './cluster.ts';
import { products } from './images.ts';

/** Brings each Deployment to its next version, one after the other. Gives the seconds each took. */
export const rollAll = async (cluster: Cluster): Promise<Record<string, number>> => {
  const took: Record<string, number> = {};
  for (const app of products) {
    const since = Date.now();
    const image = `switchback-${app}:next`;
    await cluster.kubectl(['set', 'image', `deployment/${app}`, `*=${image}`]);
    await cluster.rolledOut(app);
    took[app] = (Date.now() - since) / 1_000;
    say(`  ${app} runs its next version after ${took[app].toFixed(1)} s`);
  }
  return took;
};
