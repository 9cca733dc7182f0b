import { z } from 'zod';

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

/**
 * Validates the settings an app declares and returns them frozen. Variables the schema does not name are ignored,
 * and an empty string counts as missing.
 * @throws ConfigError with all faults at once, each with the variable and the fix, and no value
 */
export const loadConfig = <S extends z.ZodObject>(schema: S, env: Record<string, string | undefined>): z.output<S> => {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((key) => [key, env[key] === '' ? undefined : env[key]]),
  );
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
