import { describe, expect, it } from '@jest/globals';
import { recordWith } from '../../test/record-with.ts';
import { withSection } from './call-section.ts';

const call = { sessionId: 's.1', createdAt: null, outcome: 'no_answer' as const, final: true, records: [] };
const all = { content: { summary: true, link: true, transcript: false } };

describe('withSection', () => {
  it('adds its section after what a person wrote', () => {
    expect(withSection('Please ring twice.', call, all)).toBe(
      'Please ring twice.\n\n[call s.1]\nOutcome: no answer\n[/call]',
    );
  });

  it('replaces its own section and nothing else', () => {
    const before = `Before.\n${withSection('', call, all)}\nAfter, costs $1.\n${withSection('', { ...call, sessionId: 's_1' }, all)}`;
    const paid = { ...call, outcome: 'connected' as const, records: [recordWith({ summary: 'Paid $1.' })] };
    const after = withSection(before, paid, all);
    expect(after).toContain('Before.\n[call s.1]\nOutcome: connected\nSummary: Paid $1.\n[/call]\nAfter, costs $1.');
    expect(after).toContain('[call s_1]\nOutcome: no answer');
  });

  it('never cuts a summary inside a character', () => {
    const long = { ...call, records: [recordWith({ summary: `${'x'.repeat(1_998)}😀😀` })] };
    expect(withSection('', long, all)).toContain(`${'x'.repeat(1_998)}…`);
  });

  it('leaves out what the mapping leaves out', () => {
    const told = { ...call, records: [recordWith({ summary: 'Paid.' }, { dashboard: 'https://example.com' })] };
    const section = withSection('', told, { content: { summary: false, link: false, transcript: false } });
    expect(section).toBe('[call s.1]\nOutcome: no answer\n[/call]');
  });
});
