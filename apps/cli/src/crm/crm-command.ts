import { Command } from 'commander';
import { validate } from './validate.ts';

/** `switchback crm …`: what is written into CRMs. */
export const crmCommand = (): Command => {
  const crm = new Command('crm').description('what is written into CRMs');
  crm
    .command('validate')
    .description('print every fault of a mapping file with its line; needs no CRM and no secret')
    .argument('<file>', 'the mapping file')
    .action(validate);
  return crm;
};
