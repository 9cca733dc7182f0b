import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log. */
export const tailOf = (file: string, lines = 15): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
