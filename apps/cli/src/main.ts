import { ConfigError } from '@switchback/config';
import { TranscriptApiError } from '@switchback/transcript-client';
import { switchbackProgram } from './program.ts';

try {
  await switchbackProgram().parseAsync();
} catch (error) {
  const isOurs = error instanceof ConfigError || error instanceof TranscriptApiError;
  const known = isOurs || (error as { name?: string }).name?.startsWith('KafkaJS');
  process.stderr.write(`${known ? '' : 'Unexpected: '}${Error.isError(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
