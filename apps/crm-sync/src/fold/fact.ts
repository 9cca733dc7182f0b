import type { OutcomeValue } from '@switchback/contracts';

export type FactType = 'created' | 'ended' | 'enriched';

/** What the fold needs of an event, and nothing more. */
export interface FactPayload {
  /** Start of the call, RFC 3339; the same in every event of it. */
  readonly createdAt: string | null;
  readonly revision?: number;
  readonly outcome?: { readonly value: OutcomeValue; readonly final: boolean };
  readonly direction?: string | null;
  readonly talkSeconds?: number | null;
  readonly summary?: string | null;
  readonly link?: string | null;
}

export interface Fact {
  readonly sessionId: string;
  readonly type: FactType;
  /** Tells two facts of one type apart: a revision, or a hash of the body. */
  readonly version: string;
  readonly payload: FactPayload;
}
