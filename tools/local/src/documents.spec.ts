import { describe, expect, it } from '@jest/globals';
import { consumers } from '@switchback/contracts';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const workspace = join(import.meta.dirname, '../../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'k8s/*.md', '{apps,libs,examples}/*/README.md'], {
  cwd: workspace,
});
// Of the consumer that the tutorial makes there is nothing here.
const quotedPath = /[`(]((?:apps|libs|tools|docs|docker|examples|k8s)\/(?!call-log|consumers\/call-log)[\w./-]+)[`)]/g;

const textOf = (page: string) => readFileSync(join(workspace, page), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, first = '']) => first);
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
const { targetDefaults } = JSON.parse(textOf('nx.json')) as { targetDefaults: Record<string, object> };
const projects = globSync('{apps,libs,tools}/*/package.json', { cwd: workspace }).map(
  (file) => (JSON.parse(textOf(file)) as { nx: { name: string } }).nx.name,
);

/** Commands of a page that are not there to be run. */
const unknownCommands = (page: string): string[] => {
  const text = textOf(page);
  const named = found(text, /\bnpm run ([a-z][\w:]*)/g).filter((script) => scripts[script] === undefined);
  const targets = [...text.matchAll(/\bnpx nx ((?!g |run-many)[a-z]\w*) ([\w<>-]+)/g)]
    .filter(
      ([, target = '', name = '']) => !targetDefaults[target] || !(name.startsWith('<') || projects.includes(name)),
    )
    .map(([command]) => command);
  const generated = found(text, /\bnpx nx g ([\w-]+)/g).filter((generator) => generator !== 'consumer');
  const many = found(text, /\bnpx nx run-many -t ((?:[a-z]+ )+)/g)
    .flatMap((list) => list.trim().split(' '))
    .filter((target) => !targetDefaults[target]);
  return [...named, ...targets, ...generated, ...many];
};

describe('the documents', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/DESIGN.md']));
  });

  it.each(pages)('%s names only paths that exist', (page) => {
    const named = [...readFileSync(join(workspace, page), 'utf8').matchAll(quotedPath)].map(([, path]) => path ?? '');
    expect(named.filter((path) => !existsSync(join(workspace, path)))).toEqual([]);
  });

  it.each(pages)('%s names only commands that exist', (page) => {
    expect(unknownCommands(page)).toEqual([]);
  });

  it('say how to set up, and how to add a consumer, an event version and a setting', () => {
    const headings = found(textOf('CONTRIBUTING.md'), /^## (.+)$/gm);
    const wanted = ['Set-up', 'The checks', 'Add a consumer', 'Add an event version', 'Add a setting'];
    expect(headings).toEqual(expect.arrayContaining(wanted));
    expect(unknownCommands('CONTRIBUTING.md')).toEqual([]);
    expect(found(textOf('CONTRIBUTING.md'), /\bnpm run ([a-z][\w:]*)/g).length).toBeGreaterThan(5);
  });

  it('map every folder, and no other', () => {
    const map = textOf('docs/DESIGN.md').split('## Map')[1] ?? '';
    const added = new Set(Object.keys(consumers).map((name) => `apps/${name}`));
    const projectFolders = globSync('{apps,libs,tools}/*/package.json', { cwd: workspace })
      .map(dirname)
      .filter((folder) => !added.has(folder));
    const others = globSync('*/', { cwd: workspace }).filter((name) => !/^(apps|libs|tools|node_modules)$/.test(name));
    expect(found(map, /^\| `([^`]+)` +\|/gm).sort()).toEqual([...projectFolders, ...others].sort());
  });

  it('number each decision once', () => {
    const numbers = globSync('docs/adr/*.md', { cwd: workspace }).map((path) => /(\d{4})-/.exec(path)?.[1]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
