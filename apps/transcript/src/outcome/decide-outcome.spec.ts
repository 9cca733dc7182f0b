import { describe, expect, it } from '@jest/globals';
import { DECIDE_AFTER_MS, decideOutcome, outcomeRules } from './decide-outcome.ts';
import type { OutcomeEvidence } from './decide-outcome.ts';

const silent: OutcomeEvidence = {
  channel: 'voice',
  callStatus: null,
  endedReason: null,
  talkSeconds: null,
  userSpoke: false,
  sinceEndMs: 0,
};
const cases: [Partial<OutcomeEvidence>, string, boolean, string][] = [
  [{ channel: 'chat', userSpoke: true }, 'connected', true, 'user-wrote'],
  [{ channel: 'chat' }, 'unknown', true, 'user-silent'],
  [{ callStatus: 'voicemail' }, 'voicemail', true, 'voicemail-reported'],
  [
    { callStatus: 'completed', endedReason: 'answering-machine', userSpoke: true },
    'voicemail',
    true,
    'voicemail-reported',
  ],
  [{ callStatus: 'failed', userSpoke: true }, 'connected', true, 'user-spoke'],
  [{ userSpoke: true }, 'connected', true, 'user-spoke'],
  [{ callStatus: 'busy', endedReason: 'failed' }, 'busy', true, 'busy-reported'],
  [{ callStatus: 'missed' }, 'no_answer', true, 'no-answer-reported'],
  [{ callStatus: 'completed', endedReason: 'no answer' }, 'no_answer', true, 'no-answer-reported'],
  [{ endedReason: 'error' }, 'failed', true, 'failure-reported'],
  [{ callStatus: 'cancelled' }, 'failed', true, 'failure-reported'],
  [{ endedReason: 'user_hangup' }, 'connected', true, 'answer-reported'],
  [{ callStatus: 'completed' }, 'connected', true, 'answer-reported'],
  [{ endedReason: 'max_duration_reached', talkSeconds: 9 }, 'connected', true, 'talked-until-limit'],
  [{ endedReason: 'max_duration_reached' }, 'unknown', false, 'undecided'],
  [{ callStatus: 'ringing', sinceEndMs: DECIDE_AFTER_MS - 1 }, 'unknown', false, 'undecided'],
  [{ sinceEndMs: DECIDE_AFTER_MS }, 'unknown', true, 'undecided-in-time'],
  [{ callStatus: 'a word of tomorrow' }, 'unknown', false, 'undecided'],
];

describe('decideOutcome', () => {
  it.each(cases)('reads %j as %s, final %s, because %s', (evidence, value, final, reason) => {
    expect(decideOutcome({ ...silent, ...evidence })).toEqual({ value, final, reason });
  });

  it('has a case for every row of the rule', () => {
    expect(new Set(cases.map(([, , , reason]) => reason))).toEqual(new Set(outcomeRules.map(({ reason }) => reason)));
  });
});
