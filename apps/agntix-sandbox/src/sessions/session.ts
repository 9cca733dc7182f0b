import type { CallOutcome } from '../calls/script.ts';

/** One session as the double knows it. */
export interface Session {
  readonly id: string;
  readonly type: 'VOICE' | 'CHAT';
  readonly platform: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly agentId: string;
  readonly metadata: Record<string, unknown>;
  readonly createdAt: Date;
  readonly outcome: CallOutcome;
  endedAt?: Date;
}

export interface Message {
  readonly id: string;
  readonly role: 'USER' | 'ASSISTANT';
  readonly content: string;
  readonly createdAt: string;
}

export const dashboardLink = (id: string): string => `https://app.agntix.ai/en/logs-history?opened=${id}`;

const turns: readonly (readonly [Message['role'], string])[] = [
  ['ASSISTANT', 'Good morning, I am calling about your check-up.'],
  ['USER', 'Yes, go ahead.'],
  ['ASSISTANT', 'Would Thursday at ten suit you?'],
  ['USER', 'Thursday at ten is good for me.'],
];

/** Oldest first. Nobody speaks in a call that nobody answered. */
export const messagesOf = (session: Session): Message[] =>
  session.outcome === 'connected'
    ? turns.map(([role, content], index) => ({
        id: `msg_${session.id.slice(0, 8)}_${index + 1}`,
        role,
        content,
        createdAt: new Date(session.createdAt.getTime() + index).toISOString(),
      }))
    : [];

/** The analysis of an answered call; the summary names the session, so that two calls can be told apart. */
export const analysisOf = (session: Session): Record<string, unknown> | undefined =>
  session.endedAt && session.outcome === 'connected'
    ? {
        summary: `The customer accepted the appointment on Thursday at ten (call ${session.id.slice(0, 8)}).`,
        intent: {
          conversation: { intent: 'Appointment-Accepted', confidence: 0.87, explanation: 'Thursday at ten is fine.' },
        },
        resolution: {
          classification: 'RESOLVED',
          confidenceScore: 0.81,
          status: 'Booked',
          satisfiedChecklistItems: ['time_agreed'],
          evidence: [],
        },
        sentiment: { conversation: { sentiment: 'NEUTRAL', score: 0.15, detectedLanguage: 'en' } },
        extractedData: { appointmentAccepted: true, agreedDay: 'Thursday' },
      }
    : undefined;
