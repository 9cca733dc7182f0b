import { randomInt } from 'node:crypto';
import { say } from '@switchback/local/sample';
import type { Options } from './arguments.ts';
import { help, readArguments } from './arguments.ts';
import { clusterOf } from './cluster.ts';
import { removeNamespace } from './deploy.ts';
import { Figures, sayFigures } from './figures.ts';
import { runOnCluster } from './run.ts';

const SHOWN = 40;

const parsed = ((): Options | undefined => {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    say(`${Error.isError(error) ? error.message : String(error)}\n\n${help}`);
    process.exit(2);
  }
})();
if (!parsed) {
  say(help);
  process.exit(0);
}

const options = { ...parsed, seed: parsed.seed ?? randomInt(2 ** 31), figures: new Figures() };
const cluster = clusterOf(options.namespace);
const { code, stderr } = await cluster.attempt(['get', '--raw', '/readyz'], 15_000);
if (code !== 0) {
  say(`The cluster that kubectl points at does not answer: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  process.exit(1);
}
say(`Seed ${options.seed}. Repeat with: npm run e2e:k8s -- --seed ${options.seed}`);
const faults = await runOnCluster(cluster, options).catch((error: unknown) => [
  Error.isError(error) ? error.message : String(error),
]);
sayFigures(options.figures, options.json);
for (const fault of faults.slice(0, SHOWN)) say(`WRONG  ${fault}`);
if (faults.length > SHOWN) say(`       and ${faults.length - SHOWN} more`);
if (faults.length > 0) {
  say(`Namespace ${options.namespace} is kept: kubectl --namespace ${options.namespace} get pods`);
  process.exit(1);
}
if (!options.keep) await removeNamespace(cluster);
say('Everything holds: each call is accounted for, once.');
process.exit(0);
