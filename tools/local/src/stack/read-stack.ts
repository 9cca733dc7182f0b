import { readFile } from 'node:fs/promises';
import type { Environment } from '../config.ts';
import type { Stack } from './stack-file.ts';

/** `${NAME:-default}` as compose reads it, so that one variable moves a port in both. */
export const expandVariables = (text: string, environment: Environment): string =>
  text.replaceAll(/\$\{([A-Z_]+):-([^}]*)\}/g, (_, name: string, byDefault: string) => {
    const given = environment[name];
    return given === undefined || given === '' ? byDefault : given;
  });

/** The description of a system that something else started: containers, or a cluster behind forwarded ports. */
export const readStack = async (path: string, environment: Environment): Promise<Stack> => {
  const described = JSON.parse(expandVariables(await readFile(path, 'utf8'), environment)) as Omit<Stack, 'pid'>;
  return { ...described, pid: process.pid };
};
