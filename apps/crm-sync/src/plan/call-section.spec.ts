import { describe, expect, it } from '@jest/globals';
import { withSection } from './call-section.ts';

const call = {
  sessionId: 's.1',
  createdAt: null,
  outcome: 'no_answer' as const,
  final: true,
  direction: null,
  talkSeconds: null,
  summary: null,
  link: null,
};

describe('withSection', () => {
  it('adds its section after what a person wrote', () => {
    expect(withSection('Please ring twice.', call)).toBe(
      'Please ring twice.\n\n[call s.1]\nOutcome: no answer\n[/call]',
    );
  });

  it('replaces its own section and nothing else', () => {
    const before = `Before.\n${withSection('', call)}\nAfter, costs $1.\n${withSection('', { ...call, sessionId: 's_1' })}`;
    const after = withSection(before, { ...call, outcome: 'connected', summary: 'Paid $1.' });
    expect(after).toContain('Before.\n[call s.1]\nOutcome: connected\nSummary: Paid $1.\n[/call]\nAfter, costs $1.');
    expect(after).toContain('[call s_1]\nOutcome: no answer');
  });

  it('never cuts a summary inside a character', () => {
    expect(withSection('', { ...call, summary: `${'x'.repeat(1_998)}😀😀` })).toContain(`${'x'.repeat(1_998)}…`);
  });
});
