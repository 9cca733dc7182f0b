import { readFileSync } from 'node:fs';
import { ConfigError } from '@switchback/config';
import { readMappingFile } from '@switchback/crm-mapping';
import type { MappingFile } from '@switchback/crm-mapping';

export const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError([`${path} cannot be read`]);
  }
};

/** Reads a mapping file; prints every fault as `file:line: path: message` and gives nothing where there is one. */
export const readMapping = (path: string): MappingFile | undefined => {
  const { file, faults = [] } = readMappingFile(readText(path));
  for (const { line, path: at, message } of faults)
    process.stdout.write(`${path}:${line}: ${at === '' ? '' : `${at}: `}${message}\n`);
  if (!file) process.exitCode = 1;
  return file;
};

/** `switchback crm validate`: exit status 1 when the file has a fault. */
export const validate = (path: string): void => {
  const file = readMapping(path);
  if (!file) return;
  const { connections, organizations } = file;
  process.stdout.write(
    `${path} has no fault: ${connections.length} connections, ${organizations.length} organizations.\n`,
  );
};
