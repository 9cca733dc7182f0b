import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes `text` into a new temporary file, readable by this user only, and gives its path. */
export const secretFile = async (text: string): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'switchback-')), 'secret');
  await writeFile(path, text, { mode: 0o600 });
  return path;
};
