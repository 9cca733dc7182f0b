import { z } from 'zod';
import { parseJson } from './parse-json.ts';

/** What became of a call. `unknown` where nothing decisive is known. */
const outcomeValues = ['connected', 'no_answer', 'busy', 'voicemail', 'failed', 'expired', 'unknown'] as const;
export type OutcomeValue = (typeof outcomeValues)[number];

const instant = z.iso.datetime({ offset: true });

/** `agntix.session-enriched.v1`: the complete record of a call, less its transcript, which stays in one place. */
export const sessionEnrichedSchema = z.object({
  organization: z.string().min(1),
  sessionId: z.string().min(1),
  /** Rises with every improvement; consumers ignore a revision lower than one they have seen. */
  revision: z.int().min(1),
  outcome: z.object({ value: z.enum(outcomeValues), final: z.boolean(), reason: z.string() }),
  session: z.object({
    type: z.string().nullable(),
    platform: z.string().nullable(),
    direction: z.string().nullable(),
    agentId: z.string().nullable(),
    variables: z.record(z.string(), z.unknown()),
    customerPhoneNumber: z.string().nullable(),
  }),
  timing: z.object({
    createdAt: instant.nullable(),
    endedAt: instant.nullable(),
    talkSeconds: z.number().min(0).nullable(),
  }),
  analysis: z.object({
    summary: z.string().nullable(),
    keyPoints: z.array(z.string()),
    intent: z.unknown(),
    resolution: z.unknown(),
    sentiment: z.unknown(),
    extractedData: z.record(z.string(), z.unknown()),
  }),
  /** Where the transcript is: the transcript service's id of it, its size and the SHA-256 of its stored JSON. */
  transcript: z
    .object({ id: z.string(), messageCount: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable(),
  links: z.object({ dashboard: z.string().nullable() }),
});
export type SessionEnriched = z.output<typeof sessionEnrichedSchema>;

/** The event, or undefined where the bytes are not one. */
export const parseSessionEnriched = (body: Uint8Array): SessionEnriched | undefined =>
  parseJson(sessionEnrichedSchema, body);
