import { analysisOf } from './analysis.ts';
import { dashboardLink } from './session.ts';
import type { Session } from './session.ts';

const head = (session: Session) => ({
  id: session.id,
  type: session.type,
  platform: session.platform,
  direction: session.direction,
  agentId: session.agentId,
  createdAt: session.createdAt.toISOString(),
  metadata: session.metadata,
});

/** Shape A of the vendor's pages, which is also the body of `session.ended`. */
export const shapeA = (session: Session) => {
  const analysis = analysisOf(session);
  const at = session.createdAt.toISOString();
  return {
    ...head(session),
    state: session.endedAt ? 'CLOSED' : 'OPEN',
    lastActivityAt: at,
    ...(session.endedAt && { endedAt: session.endedAt.toISOString() }),
    // Earlier than the end, as in the vendor's own sample.
    updatedAt: at,
    ...(analysis && { analysis }),
    ...(session.type === 'VOICE' && { recordingUrl: dashboardLink(session.id) }),
  };
};

/** The webhook bodies of a session, as the vendor's events page gives them. */
export const createdEvent = (session: Session) => ({ ...head(session), eventType: 'session.created', state: 'OPEN' });

export const endedEvent = (session: Session) => {
  const { analysis, ...body } = shapeA(session);
  const carried = session.script.analysis.inWebhook && analysis;
  return { ...body, eventType: 'session.ended', ...(carried && { analysis: carried }) };
};
