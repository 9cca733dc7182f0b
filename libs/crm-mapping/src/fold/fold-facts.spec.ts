import { describe, expect, it } from '@jest/globals';
import { recordWith } from '../../test/record-with.ts';
import type { Fact } from './fact.ts';
import { foldFacts } from './fold-facts.ts';

const createdAt = '2026-01-01T00:00:00.000Z';
const enriched = (revision: number, value: 'connected' | 'expired' | 'unknown', final: boolean): Fact => ({
  sessionId: 's',
  type: 'enriched',
  version: String(revision),
  payload: { createdAt, revision, outcome: { value, final }, record: recordWith({ summary: `revision ${revision}` }) },
});

describe('foldFacts', () => {
  it.each([
    { b: createdAt, a: '2026-01-02T00:00:00.000Z', latest: 'a' },
    { b: createdAt, a: createdAt, latest: 'b' },
  ])('follows the latest call by start, then session id: $latest', ({ a, b, latest }) => {
    const call = (sessionId: string, start: string): Fact => ({
      sessionId,
      type: 'created',
      version: 'v',
      payload: { createdAt: start },
    });
    expect(foldFacts([call('b', b), call('a', a)])?.latest.sessionId).toBe(latest);
  });

  it('never ends a call on session.ended alone', () => {
    const desired = foldFacts([{ sessionId: 's', type: 'ended', version: 'v', payload: { createdAt: null } }]);
    expect(desired?.latest).toMatchObject({ final: false, outcome: 'unknown' });
  });

  it('keeps a final outcome, and takes the newest details', () => {
    const facts = [enriched(1, 'connected', true), enriched(2, 'unknown', false)];
    const latest = foldFacts(facts)?.latest;
    expect(latest).toMatchObject({ final: true, outcome: 'connected' });
    expect(latest?.records.map(({ analysis }) => analysis.summary)).toEqual(['revision 2', 'revision 1']);
  });

  it('lets an expiry stand until a real end is final', () => {
    const expired = enriched(1, 'expired', true);
    expect(foldFacts([expired, enriched(2, 'unknown', false)])?.latest).toMatchObject({
      final: true,
      outcome: 'expired',
    });
    expect(foldFacts([expired, enriched(2, 'connected', true)])?.latest).toMatchObject({ outcome: 'connected' });
  });
});
