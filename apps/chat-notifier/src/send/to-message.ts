import type { OutcomeValue, SessionEnriched } from '@switchback/contracts';

const inWords: Readonly<Record<OutcomeValue, string>> = {
  connected: 'was answered',
  no_answer: 'was not answered',
  busy: 'found the line busy',
  voicemail: 'reached a voicemail',
  failed: 'failed',
  expired: 'never ended as far as is known',
  unknown: 'ended, and it is not known how',
};

/** Incoming-webhook JSON, as Slack, Mattermost, Rocket.Chat and Teams workflows take it. Names no person and no number. */
export const toMessage = ({ sessionId, outcome, timing, links }: SessionEnriched): { text: string } => {
  const talked = timing.talkSeconds === null ? '' : ` after ${Math.round(timing.talkSeconds)} s of talk`;
  const where = links.dashboard === null ? '' : ` ${links.dashboard}`;
  return { text: `Call ${sessionId} ${inWords[outcome.value]}${talked}.${where}` };
};
