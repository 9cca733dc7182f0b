import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Bar } from './bar.ts';

const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

const machine = (): string =>
  `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;

/** An area's section as it stands in the page, measured figures and the machine included. */
export const sectionOf = (area: string, bars: readonly Bar[], date: Date): string =>
  [
    `<!-- ${area} -->`,
    `## ${area}`,
    '',
    `Measured on ${date.toISOString().slice(0, 10)}, ${machine()}.`,
    '',
    '| bar | value | want | unit | holds |',
    '| --- | ---: | ---: | --- | --- |',
    ...bars.map(
      ({ bar, value, want, unit, ok }) =>
        `| ${bar} | ${figure(value)} | ${figure(want)} | ${unit} | ${ok ? 'yes' : 'NO'} |`,
    ),
    `<!-- /${area} -->`,
  ].join('\n');

/** The page with the area's section replaced, or put at its end. */
export const withSection = (page: string, area: string, section: string): string => {
  const old = new RegExp(`<!-- ${area} -->[\\s\\S]*<!-- /${area} -->`);
  return old.test(page) ? page.replace(old, () => section) : `${page.trimEnd()}\n\n${section}\n`;
};

export const writeSection = (file: string, area: string, bars: readonly Bar[]): void => {
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), area, sectionOf(area, bars, new Date())));
};
