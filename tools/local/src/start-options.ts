import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly exit: boolean;
  /** `asked` when given on the command line. */
  readonly sample: 'default' | 'asked' | 'no';
  readonly help: boolean;
}

export const startHelp = `npm start -- [options]

Starts a broker, a database, every service and both sandboxes on this machine, makes sample calls and proves that each
ended right. Stays up until Ctrl-C.

  --exit        end after the summary; the status says whether everything held
  --no-sample   make no sample calls
  --sample      make sample calls; refused where real credentials are set
  --help        this text

KAFKA_BROKERS and DATABASE_URL (or a file .env) name a broker and a database to use. SWITCHBACK_DOCKER=off leaves Docker alone.`;

/** @throws Error that names the option which is not known */
export const readStartOptions = (args: readonly string[]): StartOptions => {
  const options = {
    exit: { type: 'boolean' },
    sample: { type: 'boolean' },
    'no-sample': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.sample && values['no-sample']) throw new Error('--sample and --no-sample contradict each other.');
  return {
    exit: values.exit ?? false,
    sample: values['no-sample'] ? 'no' : values.sample ? 'asked' : 'default',
    help: values.help ?? false,
  };
};
