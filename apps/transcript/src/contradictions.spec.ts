import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const workspace = join(import.meta.dirname, '../../..');
const OURS = ['transcript', 'agntix-client', 'agntix-sandbox'];

/** Rows of the page with who deals with them. */
const rows = [
  ...readFileSync(join(workspace, 'docs/agntix-contradictions.md'), 'utf8').matchAll(
    /^\| +(\d+) \|[^|]*\| ([^|]*?) +\|/gm,
  ),
].map(([, row, where = '']) => ({ row: Number(row), where: where.split(', ') }));

const tested = new Set(
  globSync('{libs/agntix-client,apps/transcript,apps/agntix-sandbox}/{src,test}/**/*.spec.ts', { cwd: workspace })
    .map((file) => readFileSync(join(workspace, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/['`]rows? ([\d, and]+): /g)])
    .flatMap(([, numbers = '']) => numbers.match(/\d+/g) ?? [])
    .map(Number),
);

describe('docs/agntix-contradictions.md', () => {
  it('has all fifty rows in order', () => {
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it('names a project for a row of ours only where a test bears its number', () => {
    const ours = rows.filter(({ where }) => where.some((project) => OURS.includes(project)));
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter(({ row }) => !tested.has(row)).map(({ row }) => row)).toEqual([]);
  });
});
