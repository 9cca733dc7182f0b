import type { SessionEnriched, SessionEvent } from '@switchback/contracts';
import type { Candidate } from '../correlate/correlate.ts';
import type { Fact } from './fact.ts';

/** An event as a fact, with what may tell its task. */
export interface SeenEvent extends Fact {
  readonly organization: string;
  readonly candidate: Candidate;
}

const instant = (text: string | null | undefined): string | null => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

/** A webhook as a fact. Both events of a call carry the same id, so the type is part of a fact's key. */
export const seenWebhook = (
  { direction, agentId, metadata, createdAt }: SessionEvent,
  key: Pick<SeenEvent, 'organization' | 'sessionId' | 'version'> & { readonly type: 'created' | 'ended' },
): SeenEvent => ({
  ...key,
  payload: { createdAt: instant(createdAt) },
  candidate: { direction: direction ?? null, agentId: agentId ?? null, variables: metadata?.sessionVariables ?? {} },
});

export const seenEnriched = (event: SessionEnriched): SeenEvent => {
  const { organization, sessionId, revision, outcome, session, timing, analysis, links, transcript } = event;
  return {
    organization,
    sessionId,
    type: 'enriched',
    version: String(revision),
    payload: {
      createdAt: instant(timing.createdAt),
      revision,
      outcome: { value: outcome.value, final: outcome.final },
      record: { session, timing, analysis, links, transcript },
    },
    candidate: { direction: session.direction, agentId: session.agentId, variables: session.variables },
  };
};
