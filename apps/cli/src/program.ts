import { Command } from 'commander';
import { crmCommand } from './crm/crm-command.ts';
import { dlqCommand } from './dlq/dlq-command.ts';
import { lagCommand } from './lag/lag-command.ts';
import { topicsCommand } from './topics/topics-command.ts';
import { transcriptCommand } from './transcript/transcript-command.ts';

/** `switchback` with everything it can do. */
export const switchbackProgram = (): Command =>
  new Command('switchback')
    .description("The operator's command of Switchback")
    .addCommand(topicsCommand())
    .addCommand(transcriptCommand())
    .addCommand(dlqCommand())
    .addCommand(crmCommand())
    .addCommand(lagCommand())
    .showHelpAfterError();
