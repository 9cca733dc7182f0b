import type { NormalizedSession } from '@switchback/agntix-client';
import { eventId, eventTypes, headerNames, sessionEnrichedSchema, topics } from '@switchback/contracts';
import type { OutgoingRecord, SessionEnriched } from '@switchback/contracts';
import type { Outcome } from '../outcome/decide-outcome.ts';
import type { SessionRef } from '../session-ref.ts';

/** The event without its revision: what decides whether there is anything new to say. */
export type EnrichedContent = Omit<SessionEnriched, 'revision'>;

export const enrichedContent = (
  { organization, sessionId }: SessionRef,
  session: NormalizedSession,
  found: { outcome: Outcome; transcript: { sha256: string; messageCount: number } },
): EnrichedContent => ({
  organization,
  sessionId,
  outcome: found.outcome,
  session: {
    type: session.type,
    platform: session.platform,
    direction: session.direction,
    agentId: session.agentId,
    variables: session.variables,
    customerPhoneNumber: session.customerPhoneNumber,
  },
  timing: { createdAt: session.createdAt, endedAt: session.endedAt, talkSeconds: session.talkSeconds },
  analysis: {
    summary: session.summary,
    keyPoints: session.keyPoints,
    intent: session.intent,
    resolution: session.resolution,
    sentiment: session.sentiment,
    extractedData: session.extractedData,
  },
  transcript: found.transcript.messageCount === 0 ? null : { id: sessionId, ...found.transcript },
  links: { dashboard: session.dashboardLink },
});

/** The record to publish. Its id follows from the revision, so a repeated publish is recognised. Throws when it breaks its contract. */
export const enrichedRecord = (content: EnrichedContent, revision: number): OutgoingRecord => {
  const { organization, sessionId } = content;
  const topic = topics.sessionEnriched.name;
  const body = sessionEnrichedSchema.parse({ ...content, revision });
  const time = content.timing.endedAt ?? content.timing.createdAt;
  return {
    topic,
    key: sessionId,
    value: Buffer.from(JSON.stringify(body)),
    headers: {
      [headerNames.specVersion]: '1.0',
      [headerNames.id]: eventId({ topic, organization, subject: sessionId, revision }),
      [headerNames.source]: '/transcript',
      [headerNames.organization]: organization,
      [headerNames.type]: eventTypes.sessionEnriched,
      [headerNames.subject]: sessionId,
      ...(time !== null && { [headerNames.time]: time }),
      [headerNames.contentType]: 'application/json',
    },
  };
};
