import { z } from 'zod';
import type { Seeded } from '../seeded.ts';

const callOutcomes = ['connected', 'no_answer', 'busy', 'voicemail', 'failed'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

const ms = z.int().min(0);
const late = {
  /** From the session's end until the first part can be read, and from part to part. */
  lateMs: ms.default(0),
  /** In so many steps. */
  parts: z.int().min(1).default(1),
};
const line = z.strictObject({ role: z.string(), content: z.string() });

/** What a call will do. Registered ahead under the `callAttemptId` of its session variables. */
export const scriptSchema = z.strictObject({
  outcome: z.enum(callOutcomes),
  callMs: ms.optional(),
  /** Every webhook of the call is delivered twice, the second time with the same svix-id. */
  duplicate: z.boolean().default(false),
  /** `session.ended` is delivered before `session.created`. */
  endedFirst: z.boolean().default(false),
  /** Webhooks that are never sent. */
  drop: z.array(z.enum(['created', 'ended'])).default([]),
  /** It never ends by itself. */
  stuck: z.boolean().default(false),
  /** So long after its beginning the session is not found. */
  detailLateMs: ms.default(0),
  transcript: z
    .strictObject({
      ...late,
      /** How many, made up; or what is said. */
      messages: z.union([z.int().min(0), z.array(line)]).optional(),
      /** The size of a made-up message's text. */
      textBytes: z.int().min(0).default(0),
    })
    .prefault({}),
  analysis: z
    .strictObject({
      ...late,
      /** Whether the webhook waits for it and carries it. */
      inWebhook: z.boolean().default(true),
      /** Instead of the made-up one; `null` for none at all. */
      value: z.record(z.string(), z.unknown()).nullish(),
    })
    .prefault({}),
});
export type CallScript = z.output<typeof scriptSchema>;
export type GivenScript = z.input<typeof scriptSchema>;

/** The script of a call nobody wrote one for: seven of ten are answered. */
export const defaultScript = (seeded: Seeded, sessionId: string): CallScript => {
  const missed = 1 + Math.floor(seeded.number('missed', sessionId) * (callOutcomes.length - 1));
  const outcome = seeded.number('answered', sessionId) < 0.7 ? 'connected' : callOutcomes[missed];
  return scriptSchema.parse({ outcome });
};
