import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { openFolder } from './database/embedded-postgres-copy.ts';
import { say } from './say.ts';
import { runningStack } from './stack/stack-file.ts';
import { localFolder } from './workspace.ts';

const stack = await runningStack();
if (stack) {
  say(`A stack is running (process ${stack.pid}): stop it first.`);
  process.exitCode = 1;
} else if (existsSync(localFolder)) {
  await Promise.all([localFolder, openFolder].map((folder) => rm(folder, { recursive: true, force: true })));
  say('Local state (.local) is removed.');
} else {
  say('There is no local state.');
}
