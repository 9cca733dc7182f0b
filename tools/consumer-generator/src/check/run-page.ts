import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from '@switchback/local/sample';
import { generate } from './generate.ts';
import { pageSteps } from './page-commands.ts';
import { runCommand, startCommand } from './run-command.ts';
import type { Background, Place } from './run-command.ts';

const FIRST = /^First event handled/;
const EVENT_MS = 30_000;
const START_MS = 240_000;
const COMMAND_MS = 480_000;
/** From the generate command to the first event that the new consumer has handled. */
const FIRST_EVENT_MS = 300_000;

export interface PageRun {
  readonly place: Place;
  /** Tests and checks of the page's consumer run for these projects too, in one go. */
  readonly beside: readonly string[];
  readonly docker: boolean;
  readonly kubectl: boolean;
}

const PAGE_BROKER = '127.0.0.1:9092';

const brokerOf = ({ folder }: Place): string => {
  const stack = JSON.parse(readFileSync(join(folder, '.local/stack.json'), 'utf8')) as { kafka: { brokers: string } };
  return stack.kafka.brokers;
};

/** What changes a cluster is run up to there: its objects are rendered. */
const withoutCluster = (command: string): string =>
  command.replace(/ \| kubectl apply .*$/, '').replace(/^kubectl apply .*-k (\S+)$/, 'kubectl kustomize $1');

class Page {
  readonly #run: PageRun;
  readonly #up: Background[] = [];
  #consumer: Background | undefined;
  #generatedAt = 0;
  #firstEvent: string | undefined;

  constructor(run: PageRun) {
    this.#run = run;
  }

  /** How long the first event took; undefined when none was handled. */
  get firstEvent(): string | undefined {
    return this.#firstEvent;
  }

  async stop(): Promise<void> {
    for (const one of this.#up.splice(0).reverse()) await one.interrupt();
  }

  async command(command: string): Promise<void> {
    const { place, docker, kubectl } = this.#run;
    say(`$ ${command}`);
    if (command === 'npm start') {
      const stack = this.#start(command);
      await stack.says(/^Everything stays up/, START_MS);
    } else if (command.startsWith('npx nx g consumer')) {
      if (!command.includes('--dry-run')) this.#generatedAt = Date.now();
      await generate(command, place);
    } else if (command.startsWith('npm run consumer')) await this.#runConsumer(command);
    else if (command.startsWith('docker') && !docker) say('!! no Docker engine answers: NOT run');
    else if (command.startsWith('kubectl') && !kubectl) say('!! kubectl is not here: NOT run');
    else await this.#runToEnd(command);
  }

  async #runToEnd(command: string): Promise<void> {
    const { place, beside } = this.#run;
    const forMany = /^npm test -- |^npx nx run-many /.test(command);
    // What is up is not needed any more, and the tests have services of their own.
    if (forMany) await this.stop();
    const broker = command.includes(PAGE_BROKER) ? brokerOf(place) : '';
    const line = forMany ? [command, ...beside].join(',') : withoutCluster(command.replace(PAGE_BROKER, broker));
    await runCommand(line, place, COMMAND_MS);
    if (command.startsWith('npm run sample')) await this.#consumer?.says(FIRST, EVENT_MS);
  }

  #start(command: string): Background {
    const one = startCommand(command, this.#run.place);
    this.#up.push(one);
    return one;
  }

  async #runConsumer(command: string): Promise<void> {
    const again = this.#consumer;
    if (again) {
      this.#up.splice(this.#up.indexOf(again), 1);
      await again.interrupt();
    }
    this.#consumer = this.#start(command);
    if (again) {
      await this.#consumer.says(/ is ready: /, START_MS);
      return;
    }
    await this.#consumer.says(FIRST, START_MS);
    const took = Date.now() - this.#generatedAt;
    this.#firstEvent = `${(took / 1_000).toFixed(1)} s from the generate command to the first handled event`;
    say(`  ${this.#firstEvent}`);
    if (took > FIRST_EVENT_MS) throw new Error(`That is more than ${FIRST_EVENT_MS / 60_000} minutes.`);
    // That would take the packages from under the stack.
    if (this.#consumer.said(/^Installing packages/)) throw new Error(`${command}\ninstalled packages.`);
  }
}

/** Does what `docs/consumers.md` says, line by line. Gives the time from the generate command to the first event. */
export const runPage = async (run: PageRun): Promise<string> => {
  const { folder } = run.place;
  const page = new Page(run);
  try {
    for (const step of pageSteps(readFileSync(join(folder, 'docs/consumers.md'), 'utf8'))) {
      if ('command' in step) {
        await page.command(step.command);
        continue;
      }
      say(`> ${step.file}`);
      mkdirSync(dirname(join(folder, step.file)), { recursive: true });
      writeFileSync(join(folder, step.file), step.text);
    }
  } finally {
    await page.stop();
  }
  if (page.firstEvent === undefined) throw new Error('docs/consumers.md runs no consumer.');
  return page.firstEvent;
};
