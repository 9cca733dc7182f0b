import type { NormalizedSession } from '@switchback/agntix-client';
import type { OutcomeEvidence } from './decide-outcome.ts';

const channelOf = ({ type, platform }: NormalizedSession): OutcomeEvidence['channel'] => {
  if (type === 'CHAT' || type === 'VOICE') return type === 'CHAT' ? 'chat' : 'voice';
  // Without a word about it a session is taken for a call: calls need decisive data, chats do not.
  return platform === null || platform === 'PHONE' || platform === 'VOICE' ? 'voice' : 'chat';
};

/** What is known of a session, as far as the outcome depends on it. */
export const evidenceOf = (
  session: NormalizedSession,
  { userSpoke }: { readonly userSpoke: boolean },
  sinceEndMs: number,
): OutcomeEvidence => ({
  channel: channelOf(session),
  callStatus: session.callStatus,
  endedReason: session.endedReason,
  talkSeconds: session.talkSeconds,
  userSpoke,
  sinceEndMs,
});
