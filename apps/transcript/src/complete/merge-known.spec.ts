import { describe, expect, it } from '@jest/globals';
import { normalizeSession } from '@switchback/agntix-client';
import { mergeKnown } from './merge-known.ts';

const session = (body: object) => normalizeSession('s', body);

describe('mergeKnown', () => {
  it('takes what the preferred side says', () => {
    const merged = mergeKnown(session({ state: 'OPEN', agentId: 'a' }), session({ state: 'CLOSED' }));
    expect(merged).toMatchObject({ state: 'CLOSED', agentId: 'a' });
  });

  it.each([
    ['text', { summary: 'Sum' }, { summary: '' }],
    ['an object', { extractedData: { x: 1 } }, { extractedData: {} }],
    ['a list', { analysis: { summary: { keyPoints: ['k'] } } }, { analysis: { summary: { keyPoints: [] } } }],
    ['a number', { callDurationInSeconds: 0 }, {}],
  ])('never hides %s that is known behind an empty one', (_, known, empty) => {
    expect(mergeKnown(session(known), session(empty))).toEqual(session(known));
  });
});
