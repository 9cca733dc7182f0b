import { describe, expect, it } from '@jest/globals';
import { normalizeSession } from './normalize-session.ts';

const metadata = { customerPhoneNumber: '+1', sessionVariables: { taskId: 'T-1' } };
const base = {
  type: 'VOICE',
  platform: 'PHONE',
  direction: 'OUTBOUND',
  createdAt: '2026-07-14T08:31:07Z',
  endedAt: '2026-07-14T08:33:41.902Z',
  metadata,
};
const analysis = { intent: { i: 1 }, resolution: { r: 1 }, sentiment: { s: 1 } };

const shapes = {
  A: {
    id: 's',
    ...base,
    state: 'CLOSED',
    agentId: 'a',
    analysis: { summary: 'Sum', extractedData: { x: 1 }, ...analysis },
    recordingUrl: 'https://dash',
  },
  B: {
    id: 's',
    ...base,
    state: 'closed',
    agent: { id: 'a' },
    summary: 'Sum',
    extractedData: { x: 1 },
    ...analysis,
    callDurationInSeconds: 9.5,
    callInfo: { status: 'COMPLETED', endedReason: 'User_Hangup' },
    audioAnalytics: { audioUrl: 'https://audio' },
  },
  C: {
    id: 's',
    agent: { id: 'a' },
    session: { ...base, state: 'CLOSED', recordingUrl: 'https://audio' },
    metrics: { callDurationSeconds: 9.5, messageCount: 3 },
    callInfo: { status: 'completed' },
    audio: { endedReason: 'user_hangup' },
    analysis: { summary: { summary: 'Sum', keyPoints: ['k'], extractedData: { x: 1 } }, ...analysis },
  },
};

describe('normalizeSession', () => {
  it.each(Object.entries(shapes))('row 5: reads shape %s', (shape, body) => {
    expect(normalizeSession('s', body)).toEqual({
      id: 's',
      type: 'VOICE',
      platform: 'PHONE',
      direction: 'OUTBOUND',
      state: 'CLOSED',
      agentId: 'a',
      createdAt: '2026-07-14T08:31:07.000Z',
      endedAt: '2026-07-14T08:33:41.902Z',
      metadata,
      variables: { taskId: 'T-1' },
      customerPhoneNumber: '+1',
      summary: 'Sum',
      ...analysis,
      extractedData: { x: 1 },
      keyPoints: shape === 'C' ? ['k'] : [],
      talkSeconds: shape === 'A' ? null : 9.5,
      messageCount: shape === 'C' ? 3 : null,
      callStatus: shape === 'A' ? null : 'completed',
      endedReason: shape === 'A' ? null : 'user_hangup',
      audioUrl: shape === 'A' ? null : 'https://audio',
      dashboardLink: shape === 'A' ? 'https://dash' : null,
    });
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{ analysis: 7, session: null, metadata: 'x', createdAt: 'yesterday', callDurationInSeconds: '9' }],
  ])('knows nothing of %j and does not throw', (body) => {
    expect(normalizeSession('s', body)).toMatchObject({
      id: 's',
      createdAt: null,
      metadata: {},
      summary: null,
      talkSeconds: null,
    });
  });

  it('passes over empty values to the next place', () => {
    const body = { analysis: { summary: ' ', extractedData: {} }, summary: 'Sum', extractedData: { x: 1 } };
    expect(normalizeSession('s', body)).toMatchObject({ summary: 'Sum', extractedData: { x: 1 } });
  });

  it.each(['CLOSED', 'closed', 'Expired', 'IDLE', 'frozen'])('row 7: keeps the state %s, in capitals', (state) => {
    expect(normalizeSession('s', { session: { state } }).state).toBe(state.toUpperCase());
  });

  it.each([
    ['a text', { analysis: { summary: 'Sum' } }, []],
    ['an object', { analysis: { summary: { summary: 'Sum', keyPoints: ['k', 7] } } }, ['k']],
    ['at the top', { analysis: { summary: {} }, summary: 'Sum' }, []],
  ])('row 11: reads a summary that is %s', (_, body, keyPoints) => {
    expect(normalizeSession('s', body)).toMatchObject({ summary: 'Sum', keyPoints });
  });

  it('rows 9, 13 and 14: keeps words, confidences and extracted values as they came', () => {
    const analysis = {
      resolution: { classification: 'success', confidenceScore: '0.9' },
      intent: { conversation: { intent: 'X', confidence: 17 }, message: null },
      sentiment: { conversation: { sentiment: null, score: -3 } },
      extractedData: { accepted: 'true', size: '3', day: 'N/A', none: null },
    };
    expect(normalizeSession('s', { analysis })).toMatchObject(analysis);
  });

  it('row 16: takes a dashboard link for no audio', () => {
    const recordingUrl = 'https://app.agntix.ai/en/logs-history?opened=s';
    expect(normalizeSession('s', { recordingUrl })).toMatchObject({ audioUrl: null, dashboardLink: recordingUrl });
    const signed = 'https://storage.example/a.wav?sig=1';
    expect(normalizeSession('s', { session: { recordingUrl: signed } })).toMatchObject({
      audioUrl: signed,
      dashboardLink: null,
    });
  });

  it.each([
    ['2026-07-14T08:31:07Z', '2026-07-14T08:31:07.000Z'],
    ['2026-07-14T08:31:07.415Z', '2026-07-14T08:31:07.415Z'],
    ['2026-07-14T12:31:07.4+04:00', '2026-07-14T08:31:07.400Z'],
  ])('row 43: reads the time %s', (createdAt, utc) => {
    expect(normalizeSession('s', { createdAt }).createdAt).toBe(utc);
  });
});
