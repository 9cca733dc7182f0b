import { Command } from 'commander';
import { timeOption } from '../times.ts';
import { withApiOptions } from './crm-sync-api.ts';
import { erase } from './erase.ts';
import { failed, retry } from './failed.ts';
import { preview } from './preview.ts';
import { parseAge, rematch } from './rematch.ts';
import { check, provision } from './setup.ts';
import { show } from './show.ts';
import { validate } from './validate.ts';

const addMappingCommands = (crm: Command): void => {
  crm
    .command('validate')
    .description('print every fault of a mapping file with its line; needs no CRM and no secret')
    .argument('<file>', 'the mapping file')
    .action(validate);
  crm
    .command('preview')
    .description('show, field by field, what recorded events would write; needs no CRM')
    .argument('<file>', 'the mapping file')
    .requiredOption(
      '--event <file...>',
      "JSON files: webhooks' bodies or values of enriched events; all count together",
    )
    .option('--organization <name>', 'whose webhooks these are; needed where the file has several')
    .option('--json', 'one JSON object per task or unmatched session')
    .action(preview);
  crm
    .command('check')
    .description('tell whether each CRM account has what a mapping file needs: token, scopes, statuses, properties')
    .argument('<file>', 'the mapping file')
    .action(check);
  crm
    .command('provision')
    .description('create what each CRM account lacks; again, it creates nothing')
    .argument('<file>', 'the mapping file')
    .action(provision);
};

const withSelection = (command: Command): Command =>
  withApiOptions(command)
    .option('--connection <name>', 'of one connection')
    .option('--code <code>', 'with this failure code')
    .option('--task <id>', 'of one task')
    .option('--since <time>', 'since then: RFC 3339, or an age like 2h', timeOption)
    .option('--until <time>', 'before then: RFC 3339, or an age like 2h', timeOption)
    .option('--json', 'one JSON object per effect');

const addRepairCommands = (crm: Command): void => {
  withSelection(crm.command('failed'))
    .description('list what a CRM refused for good, and what may or may not have been written')
    .action(failed);
  withSelection(crm.command('retry'))
    .description('have what a CRM refused tried again')
    .option('--dry-run', 'only show what would be tried')
    .action(retry);
  withApiOptions(crm.command('show'))
    .description('tell the whole story of a task: sessions, events, effects, conflicts, what waits')
    .argument('<task>', "the task's id in the CRM")
    .option('--connection <name>', 'where several connections have a task of this id')
    .option('--json', 'one JSON object per task')
    .action(show);
  withApiOptions(crm.command('rematch'))
    .description('look for the tasks of unmatched sessions again, with the mapping of today')
    .option('--organization <name>', "of one organization; else of all of the token's")
    .option('--max-age <age>', 'first seen within, like 12h or 14d', parseAge, parseAge('14d'))
    .option('--dry-run', 'only show what would be looked for')
    .action(rematch);
  withApiOptions(crm.command('erase'))
    .description('remove what crm-sync keeps of a session; an event that comes later does not bring it back')
    .requiredOption('--organization <name>', 'whose session it is')
    .requiredOption('--session <id>', 'the session')
    .option('--dry-run', 'only show what would go')
    .action(erase);
};

/** `switchback crm …`: what is written into CRMs. */
export const crmCommand = (): Command => {
  const crm = new Command('crm').description('what is written into CRMs');
  addMappingCommands(crm);
  addRepairCommands(crm);
  return crm;
};
