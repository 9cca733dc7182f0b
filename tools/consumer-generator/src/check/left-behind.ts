import { existsSync, readFileSync, readdirSync } from 'node:fs';

const commandLine = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** Processes that were started from one of the folders and still run, where the system tells. */
export const leftBehind = (folders: readonly string[]): { pid: number; command: string }[] =>
  existsSync('/proc/self')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
        .map((pid) => ({ pid: Number(pid), command: commandLine(pid) }))
        .filter(({ command }) => folders.some((folder) => command.includes(folder)))
    : [];
