import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openFolderOf, say, wholeEnvironment, workspace } from '@switchback/local/sample';
import { expectRefusal, generate } from './generate.ts';
import { generateCommand, kinds } from './kinds.ts';
import { leftBehind } from './left-behind.ts';
import { killAll, runCommand } from './run-command.ts';
import type { Place } from './run-command.ts';
import { runPage } from './run-page.ts';
import { changes, commit, copyWorkspace, makeFolder } from './scratch.ts';

const since = Date.now();
const LIMIT_MS = 480_000;
const folder = makeFolder();
/** The copy, and where its database runs when it may not run as root. */
const folders = [folder, openFolderOf(folder)];

const answers = (file: string, ...args: string[]): boolean => {
  try {
    execFileSync(file, args, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

/** The test services stay; a system that runs, real credentials and the caller's npm are none of the copy's business. */
const placeIn = (scratch: string): Place => {
  const foreign = /^(KAFKA_BROKERS|DATABASE_URL|AGNTIX_.*|HUBSPOT_.*|TARGET_.*|npm_.*|INIT_CWD)$/;
  const env = Object.fromEntries(Object.entries(wholeEnvironment()).filter(([name]) => !foreign.test(name)));
  const bin = join(scratch, 'node_modules/.bin');
  return { folder: scratch, env: { ...env, NX_DAEMON: 'false', PATH: `${bin}:${env.PATH ?? ''}` } };
};

/** A heading, with what has been used of the time. */
const step = (what: string) => say(`\n== ${what} (${((Date.now() - since) / 1_000).toFixed(0)} s)`);

const clear = (): void => {
  killAll();
  for (const { pid } of leftBehind(folders)) process.kill(pid, 'SIGKILL');
  for (const one of folders) rmSync(one, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
};
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(name, () => {
    say(`\nStopping (${name})`);
    process.exit(code);
  });
process.on('exit', clear);

const run = async (): Promise<void> => {
  const place = placeIn(folder);
  const docker = place.env.SWITCHBACK_DOCKER !== 'off' && answers('docker', 'info');
  const kubectl = answers('kubectl', 'version', '--client');
  if (!docker) say('!! no Docker engine answers: the images of generated consumers are NOT built in this run');
  if (!kubectl) say('!! kubectl is not here: the manifests of generated consumers are NOT rendered in this run');

  step('a copy of the working tree');
  say(`  ${copyWorkspace(workspace, folder)} files in ${folder}`);

  step('one consumer of each kind');
  for (const [name, options] of Object.entries(kinds)) await generate(generateCommand(name, options), place);
  const [first] = Object.entries(kinds);
  if (first) await expectRefusal(generateCommand(...first), place);

  step('docs/consumers.md, line by line');
  const firstEvent = await runPage({ place, beside: Object.keys(kinds), docker, kubectl });

  step('what is generated from the sources needs no change');
  commit(folder);
  await runCommand('npm run k8s:generate && npm run docs:events', place, LIMIT_MS);
  const { edited, added } = changes(folder);
  if (edited.length + added.length > 0) throw new Error(`A new consumer changes ${[...edited, ...added].join(', ')}.`);

  step('policy of manifests, contracts, format, unused code');
  await runCommand('npx nx run-many -t test -p deploy,contracts,local,cli', place, LIMIT_MS);
  await runCommand('npx nx run-many -t lint typecheck -p contracts', place, LIMIT_MS);
  await runCommand('npm run format:check && npm run knip', place, LIMIT_MS);

  if (docker) {
    step('images');
    for (const name of Object.keys(kinds)) {
      const image = `switchback-${name}:check`;
      await runCommand(`docker build -f docker/Dockerfile --build-arg APP=${name} -t ${image} .`, place, LIMIT_MS);
      await runCommand(`docker image rm ${image}`, place, LIMIT_MS);
    }
  }

  const left = leftBehind(folders);
  if (left.length > 0) throw new Error(`Left behind:\n${left.map(({ command }) => command).join('\n')}`);
  const took = ((Date.now() - since) / 1_000).toFixed(0);
  say(`\nGenerated consumers hold: ${Object.keys(kinds).length + 1} kinds in ${took} s; ${firstEvent}.`);
};

try {
  await run();
} catch (error) {
  say(`\n${Error.isError(error) ? error.message : String(error)}`);
  process.exitCode = 1;
}
process.exit();
