import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultStatuses, facts, finalStates } from '../../test/fold-model.ts';
import { foldFacts } from './fold-facts.ts';

describe('foldFacts', () => {
  it('gives the same result for every order and repetition of facts', () => {
    fc.assert(
      fc.property(facts, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (given, draws) => {
        const doubled = [...given, ...given];
        const shuffled = doubled.map((fact, index) => ({ fact, at: draws[index] ?? 0 })).sort((a, b) => a.at - b.at);
        expect(foldFacts(shuffled.map(({ fact }) => fact))).toEqual(foldFacts(given));
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });

  it('follows the latest call by start, then session id', () => {
    const call = (sessionId: string, createdAt: string) => ({
      sessionId,
      type: 'created' as const,
      version: 'v',
      payload: { createdAt },
    });
    expect(
      foldFacts([call('b', '2026-01-01T00:00:00.000Z'), call('a', '2026-01-02T00:00:00.000Z')])?.latest.sessionId,
    ).toBe('a');
    expect(
      foldFacts([call('b', '2026-01-01T00:00:00.000Z'), call('a', '2026-01-01T00:00:00.000Z')])?.latest.sessionId,
    ).toBe('b');
  });

  it('never ends a call on session.ended alone', () => {
    const desired = foldFacts([{ sessionId: 's', type: 'ended', version: 'v', payload: { createdAt: null } }]);
    expect(desired?.latest).toMatchObject({ final: false, outcome: 'unknown' });
  });
});

describe('fold, plan and write', () => {
  it('ends in the same CRM state for every order, repetition and split, and never takes a call back', () => {
    fc.assert(
      fc.property(facts, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (given, draws) => {
        const shuffled = [...given, ...given]
          .map((fact, index) => ({ fact, at: draws[index] ?? 0 }))
          .sort((a, b) => a.at - b.at);
        const inOrder = finalStates(given.map((fact) => [fact]));
        const stepwise = finalStates(shuffled.map(({ fact }) => [fact]));
        const atOnce = finalStates([given]);
        expect(stepwise.last).toEqual(inOrder.last);
        expect(atOnce.last.status).toEqual(inOrder.last.status);
        expect(stepwise.wentBack).toBe(false);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });

  it('has nothing left to do once it is done', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(finalStates([given, given]).writes).toBe(finalStates([given]).writes);
      }),
      { numRuns: 200, seed: 20_261_124 },
    );
  });

  it("leaves a person's status alone, and still records the call", () => {
    const outcome = { value: 'connected' as const, final: true };
    const enriched = {
      sessionId: 's',
      type: 'enriched' as const,
      version: '1',
      payload: { createdAt: '2026-01-01T00:00:00.000Z', revision: 1, outcome },
    };
    const created = {
      sessionId: 's',
      type: 'created' as const,
      version: 'v',
      payload: { createdAt: '2026-01-01T00:00:00.000Z' },
    };
    const { last } = finalStates([[created], [enriched]], { editAfterFirst: 'DEFERRED' });
    expect(last).toMatchObject({ status: 'DEFERRED', calls: ['s'] });
    expect(defaultStatuses.connected).toBe('COMPLETED');
  });
});
