import { randomUUID } from 'node:crypto';
import { eventTypes, topics } from '@switchback/contracts';
import type { OutgoingRecord } from '@switchback/contracts';

/** The result of a call that was connected, as transcript publishes it. */
export const resultEvent = (organization: string, call: { taskId: string; sessionId: string }): OutgoingRecord => {
  const { taskId, sessionId } = call;
  const body = {
    ...{ organization, sessionId, revision: 1 },
    outcome: { value: 'connected', final: true, reason: 'user-spoke' },
    session: {
      ...{ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId: 'a', customerPhoneNumber: null },
      variables: { taskId },
    },
    timing: { createdAt: '2026-07-14T08:31:07.415Z', endedAt: null, talkSeconds: 42 },
    analysis: {
      ...{ summary: 'Agreed on Thursday.', keyPoints: [], intent: null, resolution: null, sentiment: null },
      extractedData: {},
    },
    transcript: null,
    links: { dashboard: null },
  };
  return {
    topic: topics.sessionEnriched.name,
    key: sessionId,
    value: Buffer.from(JSON.stringify(body)),
    headers: {
      ...{ ce_id: randomUUID(), ce_type: eventTypes.sessionEnriched },
      ...{ ce_organization: organization, ce_subject: sessionId },
    },
  };
};
