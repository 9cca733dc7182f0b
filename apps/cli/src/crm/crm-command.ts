import { Command } from 'commander';
import { preview } from './preview.ts';
import { validate } from './validate.ts';

/** `switchback crm …`: what is written into CRMs. */
export const crmCommand = (): Command => {
  const crm = new Command('crm').description('what is written into CRMs');
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
  return crm;
};
