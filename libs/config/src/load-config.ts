import { z } from 'zod';
import { secretFile } from './settings.ts';

/** Thrown when settings are missing or wrong; `faults` lists every one of them, without any value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The configuration has faults:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.faults = faults;
  }
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? String(part) : `.${String(part)}`))
    .join('');

/** zod's messages name expected types and limits, never the value that was given, except for these two. */
const faultOf = (issue: z.core.$ZodIssue, schema: z.ZodObject, given: Record<string, unknown>): string => {
  const variable = String(issue.path[0] ?? '');
  const hint = schema.shape[variable] ? z.globalRegistry.get(schema.shape[variable])?.description : undefined;
  const fix = hint ? ` Set it to: ${hint}.` : '';
  if (issue.path.length === 1 && given[variable] === undefined) return `${variable} is missing.${fix}`;
  if (issue.code === 'unrecognized_keys') return `${pathOf(issue.path)} has unknown keys: ${issue.keys.join(', ')}.`;
  return `${pathOf(issue.path)} is wrong: ${issue.message}.${fix}`;
};

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
};

const FILE = '_FILE';

/** What each variable says, or the file that `<VARIABLE>_FILE` names: a secret need not stand in the environment. */
const givenIn = (env: Record<string, string | undefined>, schema: z.ZodObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(schema.shape).map((key) => {
      const path = env[`${key}${FILE}`];
      const fromFile =
        path && !env[key] && !schema.shape[`${key}${FILE}`] ? secretFile.safeParse(path).data : undefined;
      return [key, env[key] === '' ? fromFile : (env[key] ?? fromFile)];
    }),
  );

/**
 * Validates the settings an app declares and returns them frozen. Variables the schema does not name are ignored,
 * and an empty string counts as missing. `<VARIABLE>_FILE` names a file with the value instead; the variable goes first.
 * @throws ConfigError with all faults at once, each with the variable and the fix, and no value
 */
export const loadConfig = <S extends z.ZodObject>(schema: S, env: Record<string, string | undefined>): z.output<S> => {
  const given = givenIn(env, schema);
  const parsed = schema.safeParse(given);
  if (parsed.success) return freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map((issue) => faultOf(issue, schema, given)));
};

/** `loadConfig` for an app's start: prints every fault to standard error and exits 1. */
export const loadConfigOrExit = <S extends z.ZodObject>(
  schema: S,
  env: Record<string, string | undefined>,
): z.output<S> => {
  try {
    return loadConfig(schema, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
};
