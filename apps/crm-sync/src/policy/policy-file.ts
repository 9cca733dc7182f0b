import { readFileSync } from 'node:fs';
import { secretFile } from '@switchback/config';
import { readMappingFile } from '@switchback/crm-mapping';
import type { MappingFile } from '@switchback/crm-mapping';
import { z } from 'zod';

type Connection = MappingFile['connections'][number] & { readonly token: string };

/** The mapping file, with the secrets that it names. */
export type Policy = Omit<MappingFile, 'connections'> & { readonly connections: Connection[] };

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Reads and validates the mapping file and the secrets that it names; every fault is told with its line. */
export const policyFile = z.string().transform((path, context): Policy => {
  const fault = (message: string) => context.addIssue({ code: 'custom', message });
  const text = textOf(path);
  if (text === undefined) {
    fault('the file cannot be read; create it or correct the path');
    return z.NEVER;
  }
  const { file, faults = [] } = readMappingFile(text);
  for (const { line, path: at, message } of faults) fault(`line ${line}: ${at === '' ? '' : `${at}: `}${message}`);
  if (!file) return z.NEVER;
  const connections = file.connections.map((connection): Connection => {
    const { data: token = '', error } = secretFile.safeParse(connection.tokenFile);
    for (const { message } of error?.issues ?? []) fault(`tokenFile of the connection ${connection.name}: ${message}`);
    return { ...connection, token };
  });
  return { ...file, connections };
});
