import type { CallRecordSource } from '../src/fold/fact.ts';

/** A record of which nothing is known but what is given. */
export const recordWith = (
  analysis: Partial<CallRecordSource['analysis']>,
  rest: { talkSeconds?: number; dashboard?: string } = {},
): CallRecordSource => ({
  session: { type: null, platform: null, direction: null, agentId: null, variables: {}, customerPhoneNumber: null },
  timing: { createdAt: null, endedAt: null, talkSeconds: rest.talkSeconds ?? null },
  analysis: {
    ...{ summary: null, keyPoints: [], intent: null, resolution: null, sentiment: null, extractedData: {} },
    ...analysis,
  },
  links: { dashboard: rest.dashboard ?? null },
  transcript: null,
});
