import { readEnvironment } from './config.ts';
import { runSample } from './sample/run-sample.ts';
import { say } from './say.ts';
import { readStack } from './stack/read-stack.ts';

const since = Date.now();
const file = process.argv[2];
if (file === undefined || file.startsWith('-')) {
  say(`npm run sample -- FILE

Makes the sample calls against a system that runs already and proves that each ended right. FILE describes it, as
docker/compose/stack.json does; only sandboxes may stand behind it.`);
  process.exit(file === '--help' ? 0 : 2);
}
const good = await runSample(await readStack(file, readEnvironment()), since);
say(good ? '\nEverything holds.' : '\nSomething is WRONG: see above.');
process.exit(good ? 0 : 1);
