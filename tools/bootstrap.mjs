// The first thing that runs: on any Node from 20 on, with nothing installed, so it may import nothing but Node itself.
// Installs when needed, builds, and runs the tool on the pinned Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = join(dirname(fileURLToPath(import.meta.url)), '..');
const tools = {
  start: 'tools/local/dist/start.js',
  test: 'tools/local/dist/test.js',
  reset: 'tools/local/dist/reset.js',
  sample: 'tools/local/dist/sample.js',
  consumer: 'tools/local/dist/consumer.js',
  cli: 'apps/cli/dist/main.js',
  bench: 'tools/local/dist/tool.js',
  chaos: 'tools/local/dist/tool.js',
  'generator:check': 'tools/local/dist/tool.js',
  'e2e:k8s': 'tools/deploy/dist/e2e/main.js',
};
const INSTALL_LIMIT_MS = 600_000;
const CHILD_GRACE_MS = 20_000;

const [command, ...args] = process.argv.slice(2);
const fail = (message) => {
  console.error(message);
  process.exit(1);
};
if (!(command in tools)) fail(`usage: node tools/bootstrap.mjs ${Object.keys(tools).join('|')} [arguments]`);
if (Number(process.versions.node.split('.')[0]) < 20)
  fail(
    `Node ${process.versions.node} is too old to start from: install Node 20 or newer (the project then uses its own).`,
  );

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;
let running;

/** Runs a command, its output kept back unless it fails; says every few seconds that it still runs. */
const quietly = (what, file, commandArgs, { env = process.env, limitMs } = {}) =>
  new Promise((resolve) => {
    const since = Date.now();
    const child = spawn(file, commandArgs, { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    let next = 2_000;
    const progress = setInterval(() => {
      if (Date.now() - since < next) return;
      console.log(`  ${what} … ${seconds(since)}`);
      next = Date.now() - since + 10_000;
    }, 500);
    const limit = limitMs && setTimeout(() => child.kill('SIGKILL'), limitMs);
    const done = (ok) => {
      clearInterval(progress);
      clearTimeout(limit);
      running = undefined;
      resolve({ ok, output, took: seconds(since) });
    };
    child.on('error', (error) => {
      output += String(error);
      done(false);
    });
    child.on('exit', (code) => done(code === 0));
  });

const read = (file) => readFileSync(join(workspace, file), 'utf8');
// What has to be installed. Apps are imported by nobody: a generated one (`nx g consumer`) needs no packages and no link,
// and a stack that runs meanwhile keeps its node_modules.
const wantedPackages = () =>
  Object.entries(JSON.parse(read('package-lock.json')).packages ?? {}).filter(
    ([path, { link, resolved }]) => path.includes('node_modules/') && !(link && resolved?.startsWith('apps/')),
  );
const hashOf = (packages) => createHash('sha256').update(JSON.stringify(packages)).digest('hex');
// npm writes down at the end of an install what is there; packages of other platforms are not.
const isInstalled = (packages) => {
  const file = 'node_modules/.package-lock.json';
  if (!existsSync(join(workspace, file))) return false;
  const there = JSON.parse(read(file)).packages ?? {};
  return packages.every(
    ([path, { version, integrity, optional, link }]) =>
      (optional && !there[path]) ||
      (existsSync(join(workspace, path)) &&
        (link || (there[path]?.version === version && there[path]?.integrity === integrity))),
  );
};
const stamp = join(workspace, 'node_modules/.switchback-installed');
const pinnedNode = join(workspace, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

const install = async () => {
  const packages = wantedPackages();
  const wanted = hashOf(packages);
  if (existsSync(pinnedNode) && existsSync(stamp)) {
    if (readFileSync(stamp, 'utf8') === wanted) return;
    if (isInstalled(packages)) {
      writeFileSync(stamp, wanted);
      return;
    }
  }
  const npm = process.env.npm_execpath;
  const [file, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  for (const attempt of [1, 2]) {
    console.log(attempt === 1 ? 'Installing packages (npm ci)' : 'Installing packages, second try');
    const { ok, output, took } = await quietly('npm ci', file, [...first, 'ci', '--no-audit', '--no-fund'], {
      limitMs: INSTALL_LIMIT_MS,
    });
    if (ok) {
      writeFileSync(stamp, wanted);
      console.log(`  installed in ${took}`);
      return;
    }
    console.error(output.split('\n').slice(-30).join('\n'));
  }
  fail('npm ci failed twice: see its last lines above.');
};

const environment = () => ({
  ...process.env,
  PATH: `${join(workspace, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
});

const build = async () => {
  const { ok, output } = await quietly(
    'building',
    join(workspace, 'node_modules/.bin/nx'),
    ['run-many', '-t', 'build', '--output-style=static'],
    { env: environment() },
  );
  if (!ok) fail(`${output}\nThe build failed: see above.`);
};

// SIGTERM to npm alone does not reach us: npm's shell does not hand it on, and npm ends. So we watch our parent, and its
// parent where that is only npm's shell.
const parentOf = (pid) => {
  try {
    const [, name, rest] = /^\d+ \((.*)\) \S (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { name, parent: Number(rest.split(' ')[0]) };
  } catch {
    return undefined;
  }
};
const shells = new Set(['sh', 'dash', 'bash', 'ash']);
const ancestry = () => {
  const parent = process.ppid;
  const known = parentOf(parent);
  return known && shells.has(known.name) && process.env.npm_lifecycle_event
    ? `${parent}/${known.parent}`
    : String(parent);
};

const stopChild = (signal) => {
  if (!running) process.exit(signal === 'SIGINT' ? 130 : 143);
  running.kill(signal);
  setTimeout(() => running?.kill('SIGKILL'), CHILD_GRACE_MS).unref();
};

const watchParent = () => {
  const born = ancestry();
  setInterval(() => {
    if (ancestry() !== born) stopChild('SIGTERM');
  }, 500).unref();
};

process.on('SIGINT', () => stopChild('SIGINT'));
process.on('SIGTERM', () => stopChild('SIGTERM'));
process.on('SIGHUP', () => stopChild('SIGTERM'));
watchParent();
await install();
await build();
// One program runs several tools, and is told which.
const toolName = tools[command].endsWith('/tool.js') ? [command] : [];
running = spawn(pinnedNode, [join(workspace, tools[command]), ...toolName, ...args], {
  cwd: workspace,
  env: environment(),
  stdio: 'inherit',
  detached: true,
});
running.on('exit', (code, signal) => {
  running = undefined;
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
});
