import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'k8s/*.md', 'apps/*/README.md', 'libs/*/README.md'], {
  cwd: workspace,
});
const quotedPath = /[`(]((?:apps|libs|tools|docs|docker|k8s)\/[\w./-]+)[`)]/g;

describe('the documents', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/DESIGN.md']));
  });

  it.each(pages)('%s names only paths that exist', (page) => {
    const named = [...readFileSync(join(workspace, page), 'utf8').matchAll(quotedPath)].map(([, path]) => path ?? '');
    expect(named.filter((path) => !existsSync(join(workspace, path)))).toEqual([]);
  });

  it('number each decision once', () => {
    const numbers = globSync('docs/adr/*.md', { cwd: workspace }).map((path) => /(\d{4})-/.exec(path)?.[1]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
