import { describe, expect, it } from '@jest/globals';
import { attemptIdOf, correlate } from './correlate.ts';

const policy = {
  name: 'demo',
  connection: 'crm',
  correlation: { variables: ['taskId', 'ticket'], attemptVariable: 'callAttemptId', directions: ['OUTBOUND'] },
};

describe('correlate', () => {
  it.each([
    [{ taskId: 'T-1' }, { taskId: 'T-1', matchedBy: 'variable:taskId' }],
    [{ taskId: 118 }, { taskId: '118', matchedBy: 'variable:taskId' }],
    [
      { taskId: ' ', ticket: 'T-2' },
      { taskId: 'T-2', matchedBy: 'variable:ticket' },
    ],
    [{ taskId: { nested: true } }, { unmatchedReason: 'no correlation variable', namesTask: false }],
    [{}, { unmatchedReason: 'no correlation variable', namesTask: false }],
  ])('%j → %j', (variables, expected) => {
    expect(correlate({ direction: 'outbound', agentId: 'a', variables }, policy)).toEqual(expected);
  });

  it('trusts no variable of a session that somebody else may have opened', () => {
    expect(correlate({ direction: 'INBOUND', agentId: 'a', variables: { taskId: 'T-1' } }, policy)).toEqual({
      unmatchedReason: 'direction not allowed',
      namesTask: true,
    });
    expect(correlate({ direction: null, agentId: 'a', variables: { taskId: 'T-1' } }, policy)).toEqual({
      unmatchedReason: 'direction not allowed',
      namesTask: true,
    });
  });

  it('trusts only the agents that the policy names', () => {
    const named = { correlation: { ...policy.correlation, agents: ['a'] } };
    const of = (agentId: string | null) =>
      correlate({ direction: 'OUTBOUND', agentId, variables: { taskId: 'T-1' } }, named);
    expect(of('a')).toEqual({ taskId: 'T-1', matchedBy: 'variable:taskId' });
    expect(of('b')).toEqual({ unmatchedReason: 'agent not allowed', namesTask: true });
    expect(of(null)).toEqual({ unmatchedReason: 'agent not allowed', namesTask: true });
  });
});

describe('attemptIdOf', () => {
  it.each([
    [{ callAttemptId: ' a-1 ' }, 'a-1'],
    [{ callAttemptId: 7 }, '7'],
    [{ taskId: 'T-1' }, undefined],
  ])('%j → %j', (variables, expected) => {
    expect(attemptIdOf({ direction: null, agentId: null, variables }, policy)).toBe(expected);
  });
});
