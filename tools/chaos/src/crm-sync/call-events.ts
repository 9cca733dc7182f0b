import { randomUUID } from 'node:crypto';
import { eventTypes, topics } from '@switchback/contracts';
import type { OutgoingRecord } from '@switchback/contracts';

export interface MadeCall {
  readonly taskId: string;
  readonly sessionId: string;
  readonly createdAt: string;
}

const recordOf = (topic: string, type: string, { sessionId }: MadeCall, body: unknown): OutgoingRecord => ({
  topic,
  key: sessionId,
  value: Buffer.from(JSON.stringify(body)),
  headers: { ce_id: randomUUID(), ce_type: type, ce_organization: 'demo', ce_subject: sessionId },
});

const created = (call: MadeCall): OutgoingRecord =>
  recordOf(topics.sessionEvents.name, eventTypes.sessionCreated, call, {
    ...{ id: call.sessionId, direction: 'OUTBOUND', createdAt: call.createdAt },
    metadata: { sessionVariables: { taskId: call.taskId } },
  });

const enriched = (call: MadeCall): OutgoingRecord =>
  recordOf(topics.sessionEnriched.name, eventTypes.sessionEnriched, call, {
    ...{ organization: 'demo', sessionId: call.sessionId, revision: 1 },
    outcome: { value: 'connected', final: true, reason: 'chaos' },
    session: {
      ...{ type: 'VOICE', platform: 'PHONE', direction: 'OUTBOUND', agentId: 'a', customerPhoneNumber: null },
      variables: { taskId: call.taskId },
    },
    timing: { createdAt: call.createdAt, endedAt: null, talkSeconds: 42 },
    analysis: {
      ...{ summary: 'Agreed on Thursday.', keyPoints: [], intent: null, resolution: null, sentiment: null },
      extractedData: {},
    },
    transcript: null,
    links: { dashboard: null },
  });

/** Both events of a call that ends connected: its start, and its result. */
export const callEvents = (call: MadeCall): OutgoingRecord[] => [created(call), enriched(call)];
