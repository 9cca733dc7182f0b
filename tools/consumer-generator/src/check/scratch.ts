import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const OWN = '@switchback';

const filesOf = (workspace: string): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspace,
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(workspace, file)));

const linkEntries = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    if (entry === OWN) continue;
    if (entry.startsWith('@')) linkEntries(join(from, entry), join(to, entry));
    else symlinkSync(join(from, entry), join(to, entry));
  }
};

/** Packages of others as links, each its own, so that `node_modules` itself can differ; ours lead into the copy. */
const linkPackages = (workspace: string, scratch: string): void => {
  const folders = ['node_modules', ...globSync('{apps,libs,tools}/*/node_modules', { cwd: workspace })];
  for (const folder of folders) linkEntries(join(workspace, folder), join(scratch, folder));
  mkdirSync(join(scratch, 'node_modules', OWN));
  for (const manifest of globSync('{apps,libs,tools}/*/package.json', { cwd: scratch })) {
    const { name } = JSON.parse(readFileSync(join(scratch, manifest), 'utf8')) as { name: string };
    symlinkSync(join(scratch, dirname(manifest)), join(scratch, 'node_modules', name));
  }
};

const git = (scratch: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=check', '-c', 'user.email=check@localhost', ...args], {
    cwd: scratch,
    encoding: 'utf8',
  });

/** A folder to keep a copy in; the caller removes it. */
export const makeFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'switchback-generator-')));

/**
 * Fills a folder with the working tree as it stands, files that are not committed included, with a history of its own.
 * Nothing is installed. Gives the number of files.
 */
export const copyWorkspace = (workspace: string, scratch: string): number => {
  const files = filesOf(workspace);
  for (const file of files) cpSync(join(workspace, file), join(scratch, file), { verbatimSymlinks: true });
  linkPackages(workspace, scratch);
  git(scratch, 'init', '--quiet');
  commit(scratch);
  return files.length;
};

export const commit = (scratch: string): void => {
  git(scratch, 'add', '--all');
  git(scratch, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'check');
};

/** What differs from the last commit: files that were there, and new ones. */
export const changes = (scratch: string): { edited: string[]; added: string[] } => {
  const lines = git(scratch, 'status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean);
  const of = (test: (state: string) => boolean) =>
    lines.filter((line) => test(line.slice(0, 2))).map((line) => line.slice(3));
  return { edited: of((state) => state !== '??'), added: of((state) => state === '??') };
};
