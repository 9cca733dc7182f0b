import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.ts';
import { addUp } from './test-results.ts';
import { withTestServices } from './with-test-services.ts';
import { workspace } from './workspace.ts';

const results = () =>
  globSync('{apps,libs,tools}/*/*.test-results.json', { cwd: workspace }).map((file) => join(workspace, file));
results().forEach((file) => rmSync(file));
const projects = process.argv.slice(2);
const only = projects.length > 0 ? [`--projects=${projects.join(',')}`] : [];
const code = await withTestServices('test', join(workspace, 'node_modules/.bin/nx'), [
  'run-many',
  ...['-t', 'test', 'e2e', '--output-style=static', '--parallel=2'],
  ...only,
]);
const { passed, failed, broken, failures } = addUp(
  results().map((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown),
  workspace,
);
// Last, so that the end of a long log says what failed.
failures.forEach((failure) => say(`\n✕ ${failure}`));
if (broken > 0) say(`${broken} test files could not be run.`);
if (passed + failed === 0) say('No test ran.');
say(`\n${passed} passed, ${failed + broken} failed`);
process.exit(code === 0 && failed + broken === 0 && passed > 0 ? 0 : 1);
