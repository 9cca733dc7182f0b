import { say } from '@switchback/local/sample';
import { runCommand } from './run-command.ts';
import type { Place } from './run-command.ts';
import { changes, commit } from './scratch.ts';

/** How many existing files a new consumer may be written into. */
const EDITED_AT_MOST = 2;
const LIMIT_MS = 60_000;

/** Runs `nx g consumer` and holds it to its promises: a dry run writes nothing, a real one edits two files at most. */
export const generate = async (line: string, place: Place): Promise<void> => {
  await runCommand(line, place, LIMIT_MS);
  const { edited, added } = changes(place.folder);
  if (line.includes('--dry-run')) {
    if (edited.length + added.length > 0) throw new Error(`${line}\nwrote ${[...edited, ...added].join(', ')}.`);
    return;
  }
  if (edited.length > EDITED_AT_MOST) throw new Error(`${line}\nedited ${edited.join(', ')}.`);
  if (added.length === 0) throw new Error(`${line}\nwrote nothing.`);
  commit(place.folder);
  say(`  ${added.length} files written, ${edited.length} edited: ${edited.join(', ')}`);
};

/** The same once more: it must refuse, and leave everything as it is. */
export const expectRefusal = async (line: string, place: Place): Promise<void> => {
  const said = await runCommand(line, place, LIMIT_MS).catch((error: unknown) => (error as Error).message);
  const { edited, added } = changes(place.folder);
  if (!said.includes('exists already') || edited.length + added.length > 0)
    throw new Error(`${line}\nwas run twice and wrote over what was there:\n${said}`);
};
