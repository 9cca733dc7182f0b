import { join } from 'node:path';
import { withTestServices } from './with-test-services.ts';
import { workspace } from './workspace.ts';

// `tool.js bench kafka --short` runs tools/bench with services of its own.
const [tool = '', ...args] = process.argv.slice(2);
process.exit(await withTestServices(tool, process.execPath, [join(workspace, 'tools', tool, 'dist/main.js'), ...args]));
