import { z } from 'zod';

const callOutcomes = ['connected', 'no_answer', 'busy', 'voicemail', 'failed'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** What a call will do. Registered ahead under the `callAttemptId` of its session variables. */
export const scriptSchema = z.strictObject({
  outcome: z.enum(callOutcomes),
  /** Every webhook of the call is delivered twice, the second time with the same svix-id. */
  duplicate: z.boolean().default(false),
  /** `session.ended` is delivered before `session.created`. */
  endedFirst: z.boolean().default(false),
  callMs: z.int().min(0).optional(),
});
export type CallScript = z.output<typeof scriptSchema>;

/** The script of a call nobody wrote one for: seven of ten are answered. */
export const defaultScript = (random: () => number): CallScript => {
  const draw = random();
  const missed = callOutcomes[1 + Math.floor(random() * (callOutcomes.length - 1))] ?? 'no_answer';
  return { outcome: draw < 0.7 ? 'connected' : missed, duplicate: false, endedFirst: false };
};
