import type { Command } from 'commander';

const WIDTH = 110;

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

const helpOf = (command: Command): string => {
  const help = command.createHelp();
  help.prepareContext({ helpWidth: WIDTH });
  return help.formatHelp(command, help).trimEnd();
};

const sections = (command: Command): string[] => {
  const own = ['', `## ${pathOf(command)}`, '', '```text', helpOf(command), '```'];
  return [...own, ...command.commands.flatMap(sections)];
};

/** Every command's help as a page of Markdown. */
export const commandReference = (program: Command): string =>
  [
    "# The operator's commands",
    '',
    'What `switchback <command> --help` prints. This page is generated: `npm run docs:commands`.',
    '',
    'In a checkout it is `npm run switchback -- <command>`; in the images, `switchback <command>`. A name in brackets is the variable that',
    'an option is read from where it is not given, with its default.',
    ...sections(program),
    '',
  ].join('\n');
