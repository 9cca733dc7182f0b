import { z } from 'zod';

const text = z.string().nullable();

export const sessionRecordSchema = z.object({
  id: z.string(),
  organization: z.string(),
  /** 0 while nothing was published about the session. */
  revision: z.int().min(0),
  outcome: z.object({ value: z.string(), final: z.boolean(), reason: z.string() }).nullable(),
  session: z.looseObject({
    type: text,
    platform: text,
    direction: text,
    agentId: text,
    createdAt: text,
    endedAt: text,
    summary: text,
    talkSeconds: z.number().nullable(),
    variables: z.record(z.string(), z.unknown()),
    extractedData: z.record(z.string(), z.unknown()),
  }),
  transcript: z.object({ messageCount: z.int(), sha256: z.string() }).nullable(),
});
export type SessionRecord = z.output<typeof sessionRecordSchema>;

export const transcriptSchema = z.object({
  messages: z.array(z.object({ id: text, role: z.string(), content: z.string(), createdAt: text, raw: z.unknown() })),
});
export type TranscriptMessage = z.output<typeof transcriptSchema>['messages'][number];

export const erasedSchema = z.object({
  dryRun: z.boolean(),
  count: z.int(),
  sessions: z.array(z.object({ organization: z.string(), sessionId: z.string() })),
});

export const workSchema = z.object({
  work: z.array(z.object({ organization: z.string(), reason: z.string(), due: z.int(), oldest: z.number() })),
});
