import { findBeginning, runSample, sandboxes, say, withProgress } from '@switchback/local/sample';
import type { Stack } from '@switchback/local/sample';
import { account } from './account.ts';
import type { Options } from './arguments.ts';
import { breakPods } from './break-pods.ts';
import type { Cluster } from './cluster.ts';
import { deploy, removeNamespace } from './deploy.ts';
import type { Figures } from './figures.ts';
import { noteMemory, noteStarts } from './pod-figures.ts';
import { tryForbidden } from './forbidden.ts';
import { forwardAll } from './forward.ts';
import { buildImages, imageSizes, loadImages } from './images.ts';
import { rollAll } from './roll.ts';
import { hasKeda, watchScaling } from './scale.ts';
import { startStream } from './stream.ts';

type Settled = Options & { readonly seed: number; readonly figures: Figures };

const bringImages = async (figures: Figures): Promise<void> => {
  say('Images');
  const images = await withProgress('images are built', buildImages);
  for (const [image, bytes] of Object.entries(await imageSizes(images)))
    if (image.endsWith(':local')) figures.note(`image: ${image}`, 'MB', Math.round(bytes / 1_000_000));
  await withProgress('images are brought in', () => loadImages(images));
};

/** The stream, and what happens to the system meanwhile; gives what was wrong. */
const underLoad = async (cluster: Cluster, stack: Stack, options: Settled, keda: boolean): Promise<string[]> => {
  const boxes = sandboxes(stack);
  const from = await findBeginning(stack, boxes);
  const stream = await startStream(stack, boxes, options.perSecond);
  const faults: string[] = [];
  const step = async (what: string, work: () => Promise<unknown>) => {
    say(`${what} (${stream.calls.length} calls so far)`);
    try {
      const found = await withProgress(what.toLowerCase(), work);
      if (Array.isArray(found)) faults.push(...found.map(String));
    } catch (error) {
      faults.push(`${what}: ${Error.isError(error) ? error.message : String(error)}`);
    }
  };
  await step('Network policies', () => tryForbidden(cluster));
  await step('Pods are deleted', () => breakPods(cluster, options.seed, options.figures));
  await step('Deployments are rolled', async () => {
    await rollAll(cluster, options.figures);
    await noteStarts(cluster, options.figures, 'one by one under load');
  });
  if (keda) await step('Lag is built up', () => watchScaling(cluster, stream, options.figures));
  await stream.stop();
  say(`Accounting for ${stream.calls.length} calls`);
  const missing = await withProgress('calls come to their end', () => account(stack, boxes, { ...stream, from }));
  return [...faults, ...stream.refused.map((why) => `not started: ${why}`), ...missing];
};

/** The whole run; gives what was wrong, and leaves the namespace to the caller. */
export const runOnCluster = async (cluster: Cluster, options: Settled): Promise<string[]> => {
  if (options.build) await bringImages(options.figures);
  const installed = await hasKeda(cluster);
  const keda = installed && options.keda;
  if (!keda)
    say(`!! ${installed ? 'KEDA is left out' : 'KEDA is not installed'}: scaling by lag is NOT tried in this run`);
  say(`Namespace ${cluster.namespace}`);
  await withProgress('what an earlier run left is removed', () => removeNamespace(cluster));
  await deploy(cluster, keda, options.figures);
  await noteStarts(cluster, options.figures, 'with broker and database');
  const { stack, close } = await forwardAll(cluster.namespace);
  try {
    if (!(await runSample(stack, Date.now()))) return ['the sample calls: see the table above'];
    const faults = await underLoad(cluster, stack, options, keda);
    await noteMemory(cluster, options.figures);
    return faults;
  } finally {
    close();
  }
};
