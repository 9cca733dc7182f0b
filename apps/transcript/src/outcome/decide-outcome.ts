import type { SessionEnriched } from '@switchback/contracts';

export type Outcome = SessionEnriched['outcome'];

/** What the decision rests on. Words of the vendor are lower case and stand for open sets. */
export interface OutcomeEvidence {
  readonly channel: 'voice' | 'chat';
  readonly callStatus: string | null;
  readonly endedReason: string | null;
  readonly talkSeconds: number | null;
  /** The other side said or wrote something. */
  readonly userSpoke: boolean;
  /** Since the end became known, by the database's clock. */
  readonly sinceEndMs: number;
}

/** After this an undecided outcome is final, so that no task waits for ever. */
export const DECIDE_AFTER_MS = 15 * 60_000;

export interface OutcomeRule {
  readonly reason: string;
  readonly value: Outcome['value'];
  readonly final: boolean;
  readonly holds: (evidence: OutcomeEvidence) => boolean;
}

const says =
  (...words: string[]) =>
  ({ callStatus, endedReason }: OutcomeEvidence): boolean =>
    [callStatus, endedReason].some((said) => said !== null && words.includes(said.replaceAll(/[\s-]+/g, '_')));
const voice =
  (holds: OutcomeRule['holds']): OutcomeRule['holds'] =>
  (evidence) =>
    evidence.channel === 'voice' && holds(evidence);

/**
 * The rule, first row that holds. Only voicemail stands above the user's voice, because a machine's greeting is
 * transcribed as the user. "completed" and hang-ups tell that somebody answered; a limit that was reached tells so only
 * with talking time, because it also ends a call that rings.
 */
export const outcomeRules: readonly OutcomeRule[] = [
  { reason: 'user-wrote', value: 'connected', final: true, holds: (e) => e.channel === 'chat' && e.userSpoke },
  { reason: 'user-silent', value: 'unknown', final: true, holds: (e) => e.channel === 'chat' },
  {
    reason: 'voicemail-reported',
    value: 'voicemail',
    final: true,
    holds: voice(says('voicemail', 'voice_mail', 'voicemail_detected', 'answering_machine', 'machine_detected')),
  },
  { reason: 'user-spoke', value: 'connected', final: true, holds: voice((e) => e.userSpoke) },
  { reason: 'busy-reported', value: 'busy', final: true, holds: voice(says('busy', 'user_busy')) },
  {
    reason: 'no-answer-reported',
    value: 'no_answer',
    final: true,
    holds: voice(says('no_answer', 'noanswer', 'missed', 'unanswered')),
  },
  {
    reason: 'failure-reported',
    value: 'failed',
    final: true,
    holds: voice(says('failed', 'error', 'cancelled', 'canceled')),
  },
  {
    reason: 'answer-reported',
    value: 'connected',
    final: true,
    holds: voice(says('user_hangup', 'agent_hangup', 'transferred', 'completed')),
  },
  {
    reason: 'talked-until-limit',
    value: 'connected',
    final: true,
    holds: voice((e) => says('auto_close', 'max_duration_reached')(e) && (e.talkSeconds ?? 0) > 0),
  },
  { reason: 'undecided-in-time', value: 'unknown', final: true, holds: (e) => e.sinceEndMs >= DECIDE_AFTER_MS },
  { reason: 'undecided', value: 'unknown', final: false, holds: () => true },
];

/** What became of the session. Pure. Once an outcome is final the caller keeps it. */
export const decideOutcome = (evidence: OutcomeEvidence): Outcome => {
  const rule = outcomeRules.find(({ holds }) => holds(evidence));
  return rule
    ? { value: rule.value, final: rule.final, reason: rule.reason }
    : { value: 'unknown', final: false, reason: 'undecided' };
};
