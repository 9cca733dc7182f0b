import type { OutcomeValue, SessionEnriched } from '@switchback/contracts';

export type FactType = 'created' | 'ended' | 'enriched';

/** What the enriched event tells of a call: all that a mapping may read, so that a mapping fix needs no new event. */
export type CallRecordSource = Pick<SessionEnriched, 'session' | 'timing' | 'analysis' | 'links' | 'transcript'>;

/** What the fold needs of an event, and nothing more. */
export interface FactPayload {
  /** Start of the call, RFC 3339; the same in every event of it. */
  readonly createdAt: string | null;
  readonly revision?: number;
  readonly outcome?: { readonly value: OutcomeValue; readonly final: boolean };
  readonly record?: CallRecordSource;
}

export interface Fact {
  readonly sessionId: string;
  readonly type: FactType;
  /** Tells two facts of one type apart: a revision, or a hash of the body. */
  readonly version: string;
  readonly payload: FactPayload;
}
