import type { CallOutcome } from '../calls/script.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { analysisOf } from './analysis.ts';
import { shapeA } from './events.ts';
import { countOf, messageCount } from './messages.ts';
import type { Message } from './messages.ts';
import type { Session } from './session.ts';

interface CallInfo {
  readonly status: string;
  readonly endedReason: string;
  readonly rawStatus: string;
}
const callInfo: Readonly<Record<CallOutcome, CallInfo>> = {
  connected: { status: 'completed', endedReason: 'user_hangup', rawStatus: 'completed' },
  no_answer: { status: 'no_answer', endedReason: 'failed', rawStatus: 'no-answer' },
  busy: { status: 'busy', endedReason: 'failed', rawStatus: 'busy' },
  voicemail: { status: 'completed', endedReason: 'voicemail', rawStatus: 'voicemail' },
  failed: { status: 'failed', endedReason: 'failed', rawStatus: 'failed' },
};
const TALK_SECONDS = 42;

const callOf = (session: Session) => {
  if (!session.endedAt || session.type !== 'VOICE') return undefined;
  const info = callInfo[session.script.outcome];
  return session.cutShort ? { ...info, endedReason: 'max_duration_reached' } : info;
};
const talked = ({ endedAt, script }: Session) => endedAt !== undefined && script.outcome === 'connected';

const common = (session: Session) => ({
  platform: session.platform,
  type: session.type,
  direction: session.direction,
  state: session.endedAt ? 'CLOSED' : 'ACTIVE',
  createdAt: session.createdAt.toISOString(),
  ...(session.endedAt && { endedAt: session.endedAt.toISOString() }),
  metadata: session.metadata,
  token: `sandbox-session-token-${session.id}`,
});

/** Generated v1: the parts of the analysis at the top level, and a credential. */
const shapeB = (session: Session) => {
  const call = callOf(session);
  return {
    id: session.id,
    ...common(session),
    agent: { id: session.agentId },
    questions: [],
    ...(call && { callInfo: call, audioAnalytics: { status: call.status, endedReason: call.endedReason } }),
    ...(talked(session) && { callDurationInSeconds: TALK_SECONDS }),
    sentiment: {},
    intent: {},
    resolution: {},
    ...analysisOf(session),
    count: {},
    totalCost: {},
    totalTokens: {},
  };
};

/** Generated v2: everything a level deeper, the summary an object, and a credential. */
const shapeC = (session: Session) => {
  const { summary, extractedData, ...sections } = analysisOf(session) ?? {};
  const call = callOf(session);
  const text = typeof summary === 'string' ? summary : '';
  return {
    id: session.id,
    agent: { id: session.agentId, displayName: 'Sandbox agent' },
    session: common(session),
    metrics: {
      messageCount: countOf(session),
      ...(talked(session) && { callDurationSeconds: TALK_SECONDS }),
    },
    ...(call && { callInfo: call, audio: { status: call.status, endedReason: call.endedReason } }),
    analysis: {
      ...sections,
      ...(text !== '' && { summary: { summary: text, context: '', keyPoints: ['Thursday at ten'], extractedData } }),
    },
  };
};

const shapes = { A: shapeA, B: shapeB, C: shapeC } as const;

/** The session's detail in a shape of the vendor. */
export const detail = (session: Session, shape: Dialect['session']): unknown => shapes[shape](session);

/** A session in a list: with metadata in the form of the page, without in the generated one. */
export const listItem = (session: Session, list: Dialect['list']): unknown => {
  const { id, agentId, platform, metadata } = session;
  const createdAt = session.createdAt.toISOString();
  if (list === 'meta') {
    const state = session.endedAt ? 'CLOSED' : 'ACTIVE';
    return {
      id,
      agentId,
      agentName: 'Sandbox agent',
      state,
      createdAt,
      messageCount: messageCount(session),
      contact: {},
    };
  }
  const state = session.endedAt ? 'CLOSED' : 'OPEN';
  return { id, agentId, platform, state, metadata, createdAt, updatedAt: createdAt };
};

/** A message; the generated document writes roles in lower case and knows more fields. */
export const wireMessage = (message: Message, shape: Dialect['session']): unknown =>
  shape === 'A'
    ? message
    : {
        ...message,
        role: message.role.toLowerCase(),
        updatedAt: message.createdAt,
        images: null,
        metadata: message.role === 'TOOL' ? { toolCall: { name: 'book', arguments: '{}' } } : null,
        isAcknowledged: true,
      };
