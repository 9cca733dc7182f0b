import { describe, expect, it } from '@jest/globals';
import { recordWith } from '../../test/record-with.ts';
import { wantedTranscript, withTranscript } from './transcript.ts';

const sha256 = 'a'.repeat(64);
const callWith = (messageCount: number) => ({
  ...{ sessionId: 's', createdAt: null, outcome: 'connected' as const, final: true },
  records: [recordWith({}), { ...recordWith({}), transcript: { id: 't', messageCount, sha256 } }],
});
const content = { summary: true, link: true, transcript: true };

describe('wantedTranscript', () => {
  it('is the newest that there is, by choice only', () => {
    expect(wantedTranscript(callWith(4), { content })).toBe(sha256);
    expect(wantedTranscript(callWith(0), { content })).toBeUndefined();
    expect(wantedTranscript(callWith(4), { content: { ...content, transcript: false } })).toBeUndefined();
  });
});

describe('withTranscript', () => {
  it('puts the whole transcript behind the text', () => {
    expect(withTranscript('Outcome: connected', 'agent: hi', 100)).toBe('Outcome: connected\n\nTranscript:\nagent: hi');
  });

  it('keeps to the most that the CRM takes, never cuts inside a character, and says that it cut', () => {
    for (let max = 40; max < 120; max += 1) {
      const text = withTranscript('Outcome', '\u{1f600}'.repeat(100), max);
      expect(text.length).toBeLessThanOrEqual(max);
      expect(text.isWellFormed()).toBe(true);
    }
    expect(withTranscript('Outcome', 'x'.repeat(1_000), 200)).toMatch(/…\n\(cut here: the CRM takes no more\)$/);
  });
});
