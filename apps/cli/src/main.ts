import { ConfigError } from '@switchback/config';
import { TranscriptApiError } from '@switchback/transcript-client';
import { Command } from 'commander';
import { dlqCommand } from './dlq/dlq-command.ts';
import { lagCommand } from './lag/lag-command.ts';
import { topicsCommand } from './topics/topics-command.ts';
import { transcriptCommand } from './transcript/transcript-command.ts';

const program = new Command('switchback')
  .description("The operator's command of Switchback")
  .addCommand(topicsCommand())
  .addCommand(transcriptCommand())
  .addCommand(dlqCommand())
  .addCommand(lagCommand())
  .showHelpAfterError();
try {
  await program.parseAsync();
} catch (error) {
  const isOurs = error instanceof ConfigError || error instanceof TranscriptApiError;
  const known = isOurs || (error as { name?: string }).name?.startsWith('KafkaJS');
  process.stderr.write(`${known ? '' : 'Unexpected: '}${Error.isError(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
