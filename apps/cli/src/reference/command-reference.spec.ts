import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { switchbackProgram } from '../program.ts';
import { commandReference } from './command-reference.ts';

const docs = join(import.meta.dirname, '../../../../docs');
const read = (name: string) => readFileSync(join(docs, name), 'utf8');

describe("the page of the operator's commands", () => {
  it('stands in docs as the commands say (else: npm run docs:commands)', () => {
    expect(read('operator-commands.md')).toBe(commandReference(switchbackProgram()));
  });

  it('goes down to the last command', () => {
    expect(commandReference(switchbackProgram())).toContain('## switchback dlq replay\n');
  });
});

describe('the runbook of dead letters', () => {
  const options = (text: string) => new Set(text.match(/--[a-z][a-z-]+/g));

  it('gives only options that there are', () => {
    const known = options(commandReference(switchbackProgram()));
    const used = options((read('runbooks/dead-letters.md').match(/switchback [^`\n]+/g) ?? []).join('\n'));
    expect(used.size).toBeGreaterThan(3);
    expect([...used].filter((option) => !known.has(option))).toEqual([]);
  });
});
