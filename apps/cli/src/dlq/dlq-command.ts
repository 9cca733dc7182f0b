import { Command } from 'commander';
import { connect, withKafkaOptions } from '../connect.ts';
import type { KafkaOptions } from '../connect.ts';
import { countOption } from '../times.ts';
import { listDeadLetters } from './list.ts';
import { replay } from './replay.ts';
import { selectionOf, withSelectionOptions } from './selection-options.ts';
import type { SelectionOptions } from './selection-options.ts';
import { showDeadLetter } from './show.ts';

interface ListOptions extends SelectionOptions {
  limit: number;
  json?: boolean;
}
interface ShowOptions extends KafkaOptions {
  showPayload?: boolean;
}
interface ReplayOptions extends SelectionOptions {
  limit?: number;
  all?: boolean;
  again?: boolean;
  dryRun?: boolean;
}

const replayCommand = (): Command =>
  withSelectionOptions(
    new Command('replay').description('send dead letters back to the topic they came from, for the group that failed'),
  )
    .option('--limit <n>', 'send at most so many', countOption)
    .option('--all', 'send whatever there is; needed where nothing else selects')
    .option('--again', 'send also what was replayed before')
    .option('--dry-run', 'only say how many would be sent')
    .action(async (options: ReplayOptions, command: Command) => {
      const selection = selectionOf(options);
      const narrow = Object.values(selection).some((value) => value !== undefined);
      if (!narrow && !options.all && !options.dryRun)
        command.error('error: select what to replay (--group, --code, --key …), or give --all; --dry-run counts');
      await replay(connect(options), {
        selection,
        limit: options.limit ?? Infinity,
        again: options.again ?? false,
        dryRun: options.dryRun ?? false,
      });
    });

/** `switchback dlq list | show | replay`. */
export const dlqCommand = (): Command => {
  const dlq = new Command('dlq').description('dead letters: records that a consumer could not handle');
  dlq.addCommand(
    withSelectionOptions(new Command('list').description('count dead letters by cause, and list the newest'))
      .option('--limit <n>', 'list at most so many', countOption, 20)
      .option('--json', 'one JSON object per listed dead letter')
      .action(async (options: ListOptions) => {
        await listDeadLetters(connect(options), selectionOf(options), {
          limit: options.limit,
          json: options.json ?? false,
        });
      }),
  );
  dlq.addCommand(
    withKafkaOptions(new Command('show').description('show one dead letter: why it failed, headers, size'))
      .argument('<place>', 'topic/partition/offset, as `dlq list` prints it')
      .option('--show-payload', 'print the payload and all headers too: they hold personal data')
      .action(async (place: string, options: ShowOptions) => {
        await showDeadLetter(connect(options), place, { showPayload: options.showPayload ?? false });
      }),
  );
  dlq.addCommand(replayCommand());
  return dlq;
};
