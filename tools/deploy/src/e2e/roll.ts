import { say } from '@switchback/local/sample';
import type { Cluster } from './cluster.ts';
import { secondsSince } from './figures.ts';
import type { Figures } from './figures.ts';
import { products } from './images.ts';

/** Brings each Deployment to its next version, one after the other. */
export const rollAll = async (cluster: Cluster, figures: Figures): Promise<void> => {
  for (const app of products) {
    const since = Date.now();
    const image = `switchback-${app}:next`;
    const pods = (await cluster.pods(app)).length;
    await cluster.kubectl(['set', 'image', `deployment/${app}`, `*=${image}`]);
    await cluster.rolledOut(app);
    const took = secondsSince(since);
    figures.note(`roll-out under load, pods ${pods}: ${app}`, 's', took);
    say(`  ${app} runs its next version after ${took} s`);
  }
};
