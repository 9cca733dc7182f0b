import { createTranscriptClient } from '@switchback/transcript-client';
import type { Erasure } from '@switchback/transcript-client';
import { Command, InvalidArgumentError } from 'commander';
import { readTranscriptConfig } from './config.ts';

interface Connection {
  url?: string;
  tokenFile?: string;
}
interface EraseOptions extends Connection {
  session?: string;
  phone?: string;
  variable?: { name: string; value: string };
  organization?: string;
  dryRun?: boolean;
}

const connect = (options: Connection) => {
  const { TRANSCRIPT_URL: url, TRANSCRIPT_TOKEN_FILE: token } = readTranscriptConfig(options);
  return createTranscriptClient({ url, token });
};

const parseVariable = (text: string): { name: string; value: string } => {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected name=value');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
};

const withConnection = (command: Command): Command =>
  command
    .option('--url <url>', "transcript's read API [TRANSCRIPT_URL]")
    .option('--token-file <path>', "file with an operator's token [TRANSCRIPT_TOKEN_FILE]");

const erase = async (options: EraseOptions): Promise<void> => {
  const { session, phone, variable, organization, dryRun = false } = options;
  const chosen: Omit<Erasure, 'dryRun'>[] = [
    ...(session === undefined ? [] : [{ sessionId: session }]),
    ...(phone === undefined ? [] : [{ phoneNumber: phone }]),
    ...(variable === undefined ? [] : [{ variable }]),
  ];
  if (chosen.length !== 1) throw new InvalidArgumentError('Give one of --session, --phone and --variable.');
  const erasure = { ...chosen[0], dryRun, ...(organization !== undefined && { organization }) };
  const { count, sessions } = await connect(options).erase(erasure);
  for (const one of sessions) process.stdout.write(`${one.organization}  ${one.sessionId}\n`);
  const done = dryRun ? 'would be erased (dry run)' : 'erased for good';
  process.stdout.write(`${count} session${count === 1 ? '' : 's'} ${done}.\n`);
};

/** `switchback transcript erase | work`. */
export const transcriptCommand = (): Command => {
  const transcript = new Command('transcript').description('the record of every call');
  withConnection(transcript.command('erase'))
    .description('remove sessions by one criterion; a webhook that is sent again does not bring them back')
    .option('--session <id>', 'one session')
    .option('--phone <number>', 'every session of a phone number, as the vendor writes it')
    .option('--variable <name=value>', 'every session that was started with this variable', parseVariable)
    .option('--organization <name>', "within one organization; else in all of the token's")
    .option('--dry-run', 'only show what would go')
    .action(erase);
  withConnection(transcript.command('work'))
    .description('show what waits for the vendor, by organization and reason')
    .action(async (options: Connection) => {
      const work = await connect(options).listWork();
      for (const { organization, reason, due, oldest } of work)
        process.stdout.write(`${organization}  ${reason}  ${due} waiting, the oldest for ${Math.round(oldest)} s\n`);
      if (work.length === 0) process.stdout.write('Nothing waits.\n');
    });
  return transcript;
};
