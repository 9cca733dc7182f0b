import { setTimeout as sleep } from 'node:timers/promises';
import { readEnvironment } from './config.ts';
import { readNeeds } from './consumer/consumer-settings.ts';
import { handledRecords } from './consumer/handled.ts';
import { startStandIn } from './consumer/stand-in.ts';
import { freePort } from './free-port.ts';
import { say } from './say.ts';
import { prepareDatabase, prepareTopics, writeSecret } from './stack/prepare.ts';
import { runningStack } from './stack/stack-file.ts';
import type { Stack } from './stack/stack-file.ts';
import { startService } from './stack/start-service.ts';
import type { Service } from './stack/start-service.ts';
import { tailOf } from './tail.ts';
import { Teardown } from './teardown.ts';

const help = `npm run consumer -- NAME

Runs apps/NAME beside the stack that npm start has up, until Ctrl-C: creates its dead-letter topic and its database, brings
the database up to date, and hands over the stack's broker. Says when the first event is handled.

The environment and .env give its other settings. Without TARGET_URL_FILE a consumer that sends by HTTP sends to a
stand-in, which accepts everything.`;

const teardown = new Teardown();

const downstreamSettings = async (app: string, given: string | undefined): Promise<Record<string, string>> => {
  if (given !== undefined && given !== '') return {};
  const standIn = await startStandIn(({ idempotencyKey, bytes }) =>
    say(`  sent: ${idempotencyKey ?? 'without a key'}, ${bytes} bytes`),
  );
  teardown.add(() => standIn.close());
  say('Downstream  a stand-in that accepts everything (TARGET_URL_FILE is not set)');
  return {
    TARGET_URL_FILE: await writeSecret(`${app}-target-url`, standIn.url),
    TARGET_TOKEN_FILE: await writeSecret(`${app}-target-token`, 'sandbox'),
  };
};

/** Any database of the server will do to create one more from. */
const serverOf = ({ databases }: Stack): string => {
  const [first] = Object.values(databases);
  if (!first) throw new Error('The stack has no database.');
  return first.url;
};

const settings = async (app: string, stack: Stack): Promise<Record<string, string>> => {
  const given = readEnvironment();
  const { database, downstream } = readNeeds(app);
  await prepareTopics(stack.kafka.brokers);
  return {
    ...Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    HOST: '127.0.0.1',
    MANAGEMENT_PORT: String(await freePort(9_180)),
    KAFKA_BROKERS: stack.kafka.brokers,
    ...(database ? { DATABASE_URL: await prepareDatabase(serverOf(stack), app) } : {}),
    ...(downstream ? await downstreamSettings(app, given.TARGET_URL_FILE) : {}),
  };
};

const watch = (service: Service): void => {
  void service.exited.then((code) => {
    if (teardown.begun) return;
    say(`\n${service.name} has ended with ${code ?? 'a signal'}. Its last lines:\n${tailOf(service.log)}`);
    void teardown.end(1);
  });
};

const sayFirstEvent = async ({ managementUrl }: Service, since: number): Promise<void> => {
  for (;;) {
    const page = await fetch(`${managementUrl}/metrics`).then(
      (answer) => answer.text(),
      () => '',
    );
    if (handledRecords(page) > 0) break;
    await sleep(250);
  }
  say(`First event handled ${((Date.now() - since) / 1_000).toFixed(1)} s after the start. Stays up until Ctrl-C.`);
};

const run = async (app: string): Promise<void> => {
  const since = Date.now();
  readNeeds(app);
  const stack = await runningStack();
  if (!stack) throw new Error('No stack runs from this folder: npm start, in another terminal.');
  const service = await startService(app, await settings(app, stack));
  teardown.add(() => service.stop());
  watch(service);
  say(`${app} is ready: health and metrics at ${service.managementUrl}, log in ${service.log}`);
  await sayFirstEvent(service, since);
};

const [app, ...more] = process.argv.slice(2);
if (app === undefined || app.startsWith('-') || more.length > 0) {
  say(help);
  process.exit(app === '--help' ? 0 : 2);
}
await teardown.guard(() => run(app));
