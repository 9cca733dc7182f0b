import { z } from 'zod';

const byGoal = z.strictObject({ goalMet: z.string(), goalNotMet: z.string(), goalUnknown: z.string() });

/** The status of the task for what became of its latest call. */
export const statuses = z.strictObject({
  inFlight: z.string().default('IN_PROGRESS'),
  /** One status, or one by what is known of the call's goal. */
  connected: z
    .union([z.string(), byGoal], { error: 'expected a status, or goalMet, goalNotMet and goalUnknown' })
    .default('COMPLETED'),
  no_answer: z.string().default('NOT_STARTED'),
  busy: z.string().default('NOT_STARTED'),
  voicemail: z.string().default('NOT_STARTED'),
  failed: z.string().default('NOT_STARTED'),
  expired: z.string().default('NOT_STARTED'),
  /** Open, and flagged for a person. */
  unknown: z.string().default('WAITING'),
});
export type Statuses = z.output<typeof statuses>;
