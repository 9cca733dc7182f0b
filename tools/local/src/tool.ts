import { join } from 'node:path';
import { nodeFlags } from './stack/node-flags.ts';
import { withTestServices } from './with-test-services.ts';
import { workspace } from './workspace.ts';

const mains: Readonly<Record<string, string>> = {
  bench: 'bench/dist/main.js',
  chaos: 'chaos/dist/main.js',
  'generator:check': 'consumer-generator/dist/check/main.js',
};

// `tool.js bench kafka --short` runs tools/bench with services of its own, on a Node like a service's:
// what a bench measures within its own process is measured as it ships.
const [tool = '', ...args] = process.argv.slice(2);
const main = join(workspace, 'tools', mains[tool] ?? tool);
process.exit(await withTestServices(tool.replace(':', '-'), process.execPath, [...nodeFlags, main, ...args]));
