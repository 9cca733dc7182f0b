import type { CallOutcome } from '../calls/script.ts';
import { analysisOf, dashboardLink } from './session.ts';
import type { Session } from './session.ts';

const head = (session: Session) => ({
  id: session.id,
  type: session.type,
  platform: session.platform,
  direction: session.direction,
  state: session.endedAt ? 'CLOSED' : 'OPEN',
  agentId: session.agentId,
  createdAt: session.createdAt.toISOString(),
  metadata: session.metadata,
});

/** The webhook bodies of a session, as the vendor's events page gives them. */
export const createdEvent = (session: Session) => ({ ...head(session), eventType: 'session.created', state: 'OPEN' });

export const endedEvent = (session: Session) => {
  const analysis = analysisOf(session);
  return {
    ...head(session),
    eventType: 'session.ended',
    lastActivityAt: session.createdAt.toISOString(),
    endedAt: session.endedAt?.toISOString(),
    updatedAt: session.createdAt.toISOString(),
    ...(analysis && { analysis }),
    ...(session.type === 'VOICE' && { recordingUrl: dashboardLink(session.id) }),
  };
};

const callInfo: Record<CallOutcome, { status: string; endedReason: string; rawStatus: string }> = {
  connected: { status: 'completed', endedReason: 'user_hangup', rawStatus: 'completed' },
  no_answer: { status: 'no_answer', endedReason: 'failed', rawStatus: 'no-answer' },
  busy: { status: 'busy', endedReason: 'failed', rawStatus: 'busy' },
  voicemail: { status: 'completed', endedReason: 'voicemail', rawStatus: 'voicemail' },
  failed: { status: 'failed', endedReason: 'failed', rawStatus: 'failed' },
};

/** Session detail in the generated v1 shape: the parts of the analysis at the top level, a credential beside them. */
export const detail = (session: Session) => ({
  ...head(session),
  agent: { id: session.agentId },
  questions: [],
  ...(session.endedAt && { endedAt: session.endedAt.toISOString() }),
  ...(session.type === 'VOICE' && { recordingUrl: dashboardLink(session.id) }),
  ...(session.endedAt && session.type === 'VOICE' && { callInfo: callInfo[session.outcome] }),
  ...(session.endedAt && session.outcome === 'connected' && { callDurationInSeconds: 42 }),
  ...analysisOf(session),
  token: `sandbox-session-token-${session.id}`,
});
