import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunArea } from './area.ts';
import { writeSection } from './benchmarks-page.ts';

const here = import.meta.dirname;
const page = join(here, '../../../docs/benchmarks.md');
const areas = readdirSync(here).filter((name) => existsSync(join(here, name, 'run.js')));
const help = `npm run bench -- <area> [--json] [--short] [--write]

Measures an area and exits with 1 when a bar falls short. Areas: ${areas.join(', ')}.

  --json    one object per bar and line on standard output
  --short   a quick run; its figures are not for the books
  --write   put the figures into docs/benchmarks.md`;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [area] = positionals;
if (values.help || area === undefined || !areas.includes(area)) {
  say(area === undefined || values.help ? help : `There is no area ${area}.\n\n${help}`);
  process.exit(values.help ? 0 : 2);
}
const { run } = (await import(join(here, area, 'run.js'))) as { run: RunArea };
const bars = await run({ short: values.short, say });
for (const bar of bars) {
  const line = `${bar.ok ? 'ok   ' : 'SHORT'}  ${bar.bar}: ${bar.value} ${bar.unit} (want ${bar.want})`;
  process.stdout.write(`${values.json ? JSON.stringify(bar) : line}\n`);
}
if (values.write) writeSection(page, area, bars);
process.exit(bars.length > 0 && bars.every(({ ok }) => ok) ? 0 : 1);
