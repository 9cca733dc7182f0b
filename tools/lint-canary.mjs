// Proves that the module-boundary rule bites: writes known violations into real projects, lints each through Nx, and
// fails when lint passes or fails for another reason. Plain ESLint on a cold cache skips the rule and exits 0
// (nrwl/nx #8110, #26239), so only `nx` counts.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const RULE = '@nx/enforce-module-boundaries';
const canaries = [
  ['failure', 'libs/failure/src/canary.ts', "import '@switchback/contracts';", 'a leaf imports a contract'],
  ['contracts', 'libs/contracts/src/canary.ts', "import '@nestjs/common';", 'a contract imports Nest'],
  [
    'persistence',
    'libs/persistence/src/canary.ts',
    "import '@switchback/kafka';",
    'a platform library imports another',
  ],
  ['ingress', 'apps/ingress/src/canary.ts', "import 'kafkajs';", 'an app imports a driver it does not list'],
  ['cli', 'apps/cli/src/canary.ts', "import '@switchback/testing';", 'an app imports test support'],
  ['cli', 'apps/cli/src/canary.ts', "import '../../ingress/src/config.ts';", 'an app reaches into another app'],
];

const remove = () => canaries.forEach(([, file]) => rmSync(file, { force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('exit', remove);

let missed = 0;
for (const [project, file, code, what] of canaries) {
  remove();
  writeFileSync(file, `${code}\n`);
  const lint = spawnSync('npx', ['nx', 'run', `${project}:lint`, '--skip-nx-cache', '--output-style=static'], {
    encoding: 'utf8',
  });
  const caught = lint.status !== 0 && `${lint.stdout}${lint.stderr}`.includes(RULE);
  console.log(`${caught ? 'caught' : 'MISSED'}  ${what}`);
  if (!caught) missed += 1;
}
if (missed > 0) {
  console.error(`${missed} of ${canaries.length} violations passed lint: the module boundaries are not enforced.`);
  process.exitCode = 1;
}
