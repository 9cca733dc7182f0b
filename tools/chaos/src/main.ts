import { randomInt } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunArea } from './area.ts';
import { readArguments } from './arguments.ts';

const here = import.meta.dirname;
const areas = readdirSync(here).filter((name) => existsSync(join(here, name, 'run.js')));
const help = `npm run chaos -- <area> [--seed N] [--short] [options of the area]

Breaks things on purpose, and exits with 1 when something is lost, doubled or not accounted for. Areas: ${areas.join(', ')}.

  --seed N  repeat a run; without it a new seed is taken and printed
  --short   a quick run of the same`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { area, seed = randomInt(2 ** 31), short, args } = readArguments(process.argv.slice(2));
if (area === undefined || !areas.includes(area)) {
  say(area === undefined ? help : `There is no area ${area}.\n\n${help}`);
  process.exit(2);
}
say(
  `Seed ${seed}. Repeat with: npm run chaos -- ${[area, '--seed', seed, ...(short ? ['--short'] : []), ...args].join(' ')}`,
);
const { run } = (await import(join(here, area, 'run.js'))) as { run: RunArea };
const checks = await run({ seed, short, args, say });
for (const { check, ok, detail } of checks) say(`${ok ? 'ok    ' : 'BROKEN'}  ${check}: ${detail}`);
const good = checks.length > 0 && checks.every(({ ok }) => ok);
say(good ? 'Everything holds.' : `Something is BROKEN with seed ${seed}.`);
process.exit(good ? 0 : 1);
