// Runs a project's tests: `node ../../tools/jest.mjs unit|e2e` in the project's folder. A run that does not end (an open
// handle, a child that is waited for) fails after a limit instead of holding up everything after it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LIMIT_MS = 15 * 60_000;
const kinds = {
  unit: ['--passWithNoTests', '--testMatch', '<rootDir>/src/**/*.spec.ts', '--outputFile', 'unit.test-results.json'],
  e2e: [
    ...['--testMatch', '<rootDir>/test/**/*.e2e.spec.ts', '--testTimeout', '90000'],
    ...['--outputFile', 'e2e.test-results.json'],
  ],
};

const [kind, ...more] = process.argv.slice(2);
if (!(kind in kinds)) {
  console.error(`usage: node ../../tools/jest.mjs ${Object.keys(kinds).join('|')} [arguments of Jest]`);
  process.exit(2);
}
const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const jest = spawn(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', path('../node_modules/jest/bin/jest.js')],
    ...['--config', path('../jest.config.mjs'), '--rootDir', '.', '--json', ...kinds[kind], ...more],
  ],
  { stdio: 'inherit', detached: true },
);
const end = (signal) => {
  try {
    process.kill(-jest.pid, signal);
  } catch {
    // It has ended by itself.
  }
};
const limit = setTimeout(() => {
  console.error(
    `${process.cwd()}: the ${kind} tests did not end within ${LIMIT_MS / 60_000} minutes; they are stopped.`,
  );
  end('SIGKILL');
}, LIMIT_MS);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
jest.on('exit', (code) => {
  clearTimeout(limit);
  process.exit(code ?? 1);
});
