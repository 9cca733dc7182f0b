import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment, wholeEnvironment } from './config.ts';
import { findServices } from './find-services.ts';
import { say } from './say.ts';
import { addUp } from './test-results.ts';
import { localFolder, workspace } from './workspace.ts';

// Tests never read KAFKA_BROKERS or DATABASE_URL: they must not touch a running system.
const data = join(localFolder, 'test');
await rm(data, { recursive: true, force: true });
const { broker, database } = await findServices({
  environment: readEnvironment(),
  variables: { kafka: 'TEST_KAFKA_BROKERS', database: 'TEST_DATABASE_URL' },
  ports: { kafka: 39_092, database: 35_432 },
  folders: { data, jars: join(localFolder, 'kafka') },
});
say(`Kafka       ${broker.brokers}: ${broker.chosen}`);
say(`PostgreSQL  ${database.chosen}`);

const results = () =>
  globSync('{apps,libs,tools}/*/*.test-results.json', { cwd: workspace }).map((file) => join(workspace, file));
results().forEach((file) => rmSync(file));
const projects = process.argv.slice(2);
const args = [
  'run-many',
  '-t',
  'test',
  'e2e',
  '--output-style=static',
  '--parallel=2',
  ...(projects.length > 0 ? [`--projects=${projects.join(',')}`] : []),
];
const nx = spawn(join(workspace, 'node_modules/.bin/nx'), args, {
  cwd: workspace,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...wholeEnvironment(), TEST_KAFKA_BROKERS: broker.brokers, TEST_DATABASE_URL: database.url },
});
const stop = () => void nx.kill('SIGTERM');
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
const [code] = (await once(nx, 'exit')) as [number | null];
await Promise.all([broker.stop(), database.stop()]);
const { passed, failed, broken } = addUp(results().map((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown));
if (broken > 0) say(`${broken} test files could not be run.`);
if (passed + failed === 0) say('No test ran.');
say(`\n${passed} passed, ${failed + broken} failed`);
process.exit(code === 0 && failed + broken === 0 && passed > 0 ? 0 : 1);
