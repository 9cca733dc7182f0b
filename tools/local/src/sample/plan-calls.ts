import { randomUUID } from 'node:crypto';

export type SampleOutcome = 'connected' | 'no_answer' | 'busy' | 'voicemail' | 'failed';

/** One sample call before it is made. */
export interface PlannedCall {
  readonly number: number;
  readonly attemptId: string;
  readonly outcome: SampleOutcome;
  readonly duplicate: boolean;
  readonly endedFirst: boolean;
  /** What the task must show in the end. */
  readonly expectedStatus: 'COMPLETED' | 'NOT_STARTED';
}

const SAMPLE_CALLS = 25;
const missed: readonly SampleOutcome[] = ['no_answer', 'busy', 'voicemail', 'failed'];

/** The call at a place in any row: every tenth delivered twice, every fifth ended before it was created, every third not answered. */
export const planCall = (index: number): PlannedCall => {
  const outcome = index % 3 === 2 ? (missed[Math.floor(index / 3) % missed.length] ?? 'no_answer') : 'connected';
  return {
    number: index + 1,
    attemptId: randomUUID(),
    outcome,
    duplicate: index % 10 === 0,
    endedFirst: index % 5 === 4,
    expectedStatus: outcome === 'connected' ? 'COMPLETED' : 'NOT_STARTED',
  };
};

export const planCalls = (count = SAMPLE_CALLS): PlannedCall[] =>
  Array.from({ length: count }, (_, index) => planCall(index));
