import { setTimeout as sleep } from 'node:timers/promises';
import { allSubscriptions } from '@switchback/contracts';
import { LagReader } from '@switchback/kafka';
import type { WatchedGroup } from '@switchback/kafka';
import { Command, InvalidArgumentError } from 'commander';
import { readLagConfig } from '../config.ts';
import { connect, withKafkaOptions } from '../connect.ts';
import type { KafkaOptions } from '../connect.ts';
import { withProgress } from '../progress.ts';
import { countOption } from '../times.ts';
import { readParked } from './read-parked.ts';
import { render, renderJson } from './render.ts';
import type { Report } from './render.ts';
import { worstSeconds } from './summarise.ts';

interface Options extends KafkaOptions {
  groupPrefix?: string;
  group: string[];
  partitions?: boolean;
  json?: boolean;
  watch?: number | true;
  maxSeconds?: number;
  database: { app: string; url: string }[];
}

const append = (group: string, before: string[]): string[] => [...before, group];

const database = (text: string, before: Options['database']): Options['database'] => {
  const [, app, url] = /^([^=]+)=(postgres(?:ql)?:\/\/.+)$/.exec(text) ?? [];
  if (app === undefined || url === undefined) throw new InvalidArgumentError('Give app=postgres://…');
  return [...before, { app, url }];
};

const groupsOf = (options: Options): WatchedGroup[] => {
  const prefix = readLagConfig({ KAFKA_BROKERS: options.brokers, GROUP_PREFIX: options.groupPrefix }).GROUP_PREFIX;
  const known = allSubscriptions();
  const names = options.group.length > 0 ? options.group : Object.keys(known);
  return names.map((name) => ({ group: `${prefix}${name}`, reads: (known[name] ?? []).map((topic) => topic.name) }));
};

const readReport = async (reader: LagReader, databases: Options['database']): Promise<Report> => {
  const groups = await reader.read();
  if (databases.length === 0) return { groups, parked: undefined };
  return { groups, parked: (await Promise.all(databases.map(({ app, url }) => readParked(app, url)))).flat() };
};

const CLEAR = '\x1b[H\x1b[2J';

const run = async (options: Options): Promise<void> => {
  const reader = new LagReader(connect(options), groupsOf(options));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stopping.abort();
    });
  const every = options.watch === true ? 2 : options.watch;
  try {
    for (;;) {
      const report = await withProgress('reading lag', () => readReport(reader, options.database));
      if (every !== undefined && !options.json && process.stdout.isTTY) process.stdout.write(CLEAR);
      process.stdout.write(`${options.json ? renderJson(report) : render(report, options.partitions ?? false)}\n`);
      process.exitCode = worstSeconds(report.groups) > (options.maxSeconds ?? Infinity) ? 1 : 0;
      if (every === undefined) return;
      await sleep(every * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      if (!options.json && !process.stdout.isTTY) process.stdout.write('\n');
    }
  } finally {
    await reader.close();
  }
};

/** `switchback lag`. */
export const lagCommand = (): Command =>
  withKafkaOptions(new Command('lag').description('how far each consumer group is behind, in records and in seconds'))
    .option('--group-prefix <text>', "text before every group's name [GROUP_PREFIX]")
    .option('--group <name>', 'this group only; may be given more than once', append, [])
    .option('--partitions', 'also every partition, with the member that holds it')
    .option('--json', 'one line of JSON with everything')
    .option('--watch [seconds]', 'again every so many seconds (2), until a signal', countOption)
    .option('--max-seconds <n>', 'exit with 1 when a group is further behind', countOption)
    .option(
      '--database <app=url>',
      "also work that is parked in an app's database; may be given more than once",
      database,
      [],
    )
    .action(run);
