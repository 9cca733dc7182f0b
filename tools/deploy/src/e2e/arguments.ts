import { parseArgs } from 'node:util';

export interface Options {
  readonly seed: number | undefined;
  readonly perSecond: number;
  readonly namespace: string;
  readonly keep: boolean;
  readonly build: boolean;
  readonly keda: boolean;
  readonly json: boolean;
}

export const help = `npm run e2e:k8s -- [options]

Runs the whole system on the cluster that kubectl points at, in a namespace of its own: builds the images and brings them
in, applies k8s/overlays/local, makes the sample calls, and then, under a steady stream of calls, deletes pods, rolls each
Deployment, tries what the network policies forbid, and (where KEDA is installed) builds up lag and watches it scale. In
the end every call is accounted for, once; otherwise it says what is missing, exits with 1 and keeps the namespace.

  --seed N        repeat a run; without it a new seed is taken and printed
  --per-second N  calls per second of the stream (default 3)
  --namespace X   default switchback-e2e; a namespace of that name left by an earlier run is deleted first
  --keep          keep the namespace when all went well, too
  --no-build      the images are in the cluster already
  --no-keda       leave KEDA out even where it is installed
  --json          the figures at the end as one object a line, in place of a table

  IMAGE_LOAD_COMMAND  is run with the images' names after it (default: kind load docker-image)
                      e.g. 'minikube image load', or a script that pushes to your registry's node cache`;

const positive = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(Number.isFinite(number) && number > 0)) throw new Error(`--${name} needs a positive number.`);
  return number;
};

/**
 * Reads the command line; `undefined` asks for the help.
 * @throws Error that says which option is wrong
 */
export const readArguments = (args: string[]): Options | undefined => {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      seed: { type: 'string' },
      'per-second': { type: 'string' },
      namespace: { type: 'string', default: 'switchback-e2e' },
      keep: { type: 'boolean', default: false },
      build: { type: 'boolean', default: true },
      keda: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (!/^switchback-[a-z0-9-]+$/.test(values.namespace))
    throw new Error('--namespace must begin with switchback-: the namespace is deleted before and after.');
  return {
    seed: positive('seed', values.seed),
    perSecond: positive('per-second', values['per-second']) ?? 3,
    namespace: values.namespace,
    keep: values.keep,
    build: values.build,
    keda: values.keda,
    json: values.json,
  };
};
