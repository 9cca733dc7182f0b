import { describe, expect, it } from '@jest/globals';
import { evaluate } from './evaluate.ts';
import type { Value } from './value.ts';

const view = {
  outcome: { value: 'connected' },
  analysis: {
    summary: 'Ring +49 170 1234567 or a.b@example.com.',
    keyPoints: ['one', 'two'],
    intent: { name: 'PAY' },
    extractedData: { amount: 0, agreed: false },
    sentiment: null,
  },
};

describe('evaluate', () => {
  it.each<[Value, string | undefined]>([
    ['plain', 'plain'],
    [7, '7'],
    [{ path: 'analysis.extractedData.amount' }, '0'],
    [{ path: 'analysis.extractedData.agreed' }, 'false'],
    [{ path: 'analysis.keyPoints' }, 'one;two'],
    [{ path: 'analysis.keyPoints.1' }, 'two'],
    [{ path: 'analysis.intent' }, undefined],
    [{ path: 'analysis.sentiment' }, undefined],
    [{ path: 'analysis.constructor.name' }, undefined],
    [{ template: '{{analysis.intent.name}}/{{ analysis.nothing }}$&' }, 'PAY/$&'],
    [{ map: { path: 'outcome.value', table: { connected: 'yes' } } }, 'yes'],
    [{ map: { path: 'outcome.value', table: { busy: 'no' } } }, undefined],
    [{ map: { path: 'outcome.value', table: {}, default: { path: 'outcome.value' } } }, 'connected'],
    [{ if: { path: 'analysis.sentiment' }, then: 'a', else: 'b' }, 'b'],
    [{ if: { path: 'analysis.extractedData.agreed', equals: false }, then: 'a' }, 'a'],
    [{ if: { path: 'outcome.value', equals: 'busy' }, then: 'a' }, undefined],
    [{ truncate: { value: { path: 'outcome.value' }, max: 4 } }, 'con…'],
    [{ redact: { value: { path: 'analysis.summary' }, what: ['email', 'phone'] } }, 'Ring [phone] or [email].'],
    [{ redact: { value: '4111 1111 1111 1111', what: ['card'] } }, '[card]'],
  ])('%j gives %j', (value, expected) => {
    expect(evaluate(value, view)).toBe(expected);
  });
});
