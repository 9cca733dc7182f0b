import { join } from 'node:path';
import { readEnvironment } from './config.ts';
import { findServices } from './find-services.ts';
import { runSample } from './sample/run-sample.ts';
import { say } from './say.ts';
import { readCredentials, whyNoSample } from './stack/credentials.ts';
import { removeStack, runningStack, writeStack } from './stack/stack-file.ts';
import { startStack } from './stack/start-stack.ts';
import type { Service } from './stack/start-service.ts';
import { readStartOptions, startHelp } from './start-options.ts';
import type { StartOptions } from './start-options.ts';
import { tailOf } from './tail.ts';
import { Teardown } from './teardown.ts';
import { localFolder } from './workspace.ts';

const since = Date.now();
const teardown = new Teardown();

const watch = (service: Service): void => {
  void service.exited.then((code) => {
    if (teardown.begun) return;
    say(
      `\n${service.name} has ended with ${code ?? 'a signal'}. Its last lines (${service.log}):\n${tailOf(service.log)}`,
    );
    void teardown.end(1);
  });
};

const printUrls = (services: readonly Service[]): void => {
  say();
  for (const { name, url, managementUrl } of services)
    say(`  ${name.padEnd(15)} ${(url ?? '-').padEnd(24)} health and metrics: ${managementUrl}`);
};

const refuse = (message: string): never => {
  say(message);
  process.exit(1);
};

const run = async (options: StartOptions): Promise<void> => {
  const environment = readEnvironment();
  const credentials = readCredentials(environment);
  const noSample = whyNoSample(credentials);
  if (options.sample === 'asked' && noSample) refuse(`No sample calls: ${noSample}.`);
  const other = await runningStack();
  if (other) refuse(`A stack runs from this folder already (process ${other.pid}): stop it first.`);

  const { broker, database } = await findServices({
    environment,
    variables: { kafka: 'KAFKA_BROKERS', database: 'DATABASE_URL' },
    ports: { kafka: 9_092, database: 5_432 },
    folders: { data: join(localFolder, 'data'), jars: join(localFolder, 'kafka') },
  });
  teardown.add(async () => {
    await Promise.all([broker.stop(), database.stop()]);
  });
  say(`Kafka       ${broker.brokers}  ${broker.chosen}`);
  say(`PostgreSQL  ${new URL(database.url).host}  ${database.chosen}`);
  say(
    `Agntix      ${credentials.agntix.sandbox ? 'sandbox (AGNTIX_API_KEY is not set)' : (credentials.agntix.baseUrl ?? '')}`,
  );
  say(
    `CRM         ${credentials.crm.sandbox ? 'sandbox (HUBSPOT_TOKEN is not set)' : (credentials.crm.baseUrl ?? '')}`,
  );

  const started: Service[] = [];
  teardown.add(async () => {
    await Promise.all(started.map((service) => service.stop()));
  });
  const { stack, services } = await startStack({
    credentials,
    brokers: broker.brokers,
    databaseUrl: database.url,
    onStarted: (service) => {
      started.push(service);
      watch(service);
    },
  });
  printUrls(services);
  say(`  Logs in .local/logs. Ready after ${((Date.now() - since) / 1_000).toFixed(1)} s.\n`);
  // Stops first: nobody is to find a stack that is going down.
  teardown.add(removeStack);
  await writeStack(stack);

  if (options.sample === 'default' && noSample) say(`No sample calls: ${noSample}.`);
  const good = options.sample === 'no' || noSample !== undefined || (await runSample(stack, since));
  say(good ? '\nEverything holds.' : '\nSomething is WRONG: see above.');
  if (options.exit) return teardown.end(good ? 0 : 1);
  say('Everything stays up until Ctrl-C.');
};

const main = async (): Promise<void> => {
  let options: StartOptions;
  try {
    options = readStartOptions(process.argv.slice(2));
  } catch (error) {
    return refuse(`${(error as Error).message}\n\n${startHelp}`);
  }
  if (options.help) {
    say(startHelp);
    return;
  }
  await teardown.guard(() => run(options));
};

await main();
