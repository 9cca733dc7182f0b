import { createHash } from 'node:crypto';
import { eventTypes, headerNames, parseSessionEvent, sessionEnrichedSchema } from '@switchback/contracts';
import type { SessionEnriched, SessionEvent } from '@switchback/contracts';
import { Failure } from '@switchback/failure';
import type { ConsumedRecord } from '@switchback/kafka';
import type { Candidate } from '../correlate/correlate.ts';
import type { FactPayload, FactType } from '../fold/fact.ts';

export interface SeenFact {
  readonly organization: string;
  readonly sessionId: string;
  readonly type: FactType;
  readonly version: string;
  readonly payload: FactPayload;
  readonly candidate: Candidate;
}

const instant = (text: string | null | undefined): string | null => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

const organizationOf = ({ headers }: ConsumedRecord): string => {
  const organization = headers[headerNames.organization];
  if (organization === undefined)
    throw new Failure('PAYLOAD_INVALID', { detail: `the header ${headerNames.organization} is missing` });
  return organization;
};

const candidateOf = ({ direction, metadata }: SessionEvent): Candidate => ({
  direction: direction ?? null,
  variables: metadata?.sessionVariables ?? {},
});

/** A webhook as a fact. Both events of a call carry the same id, so the type is part of a fact's key. */
export const webhookFact = (record: ConsumedRecord): SeenFact => {
  const event = parseSessionEvent(record.value);
  if (!event) throw new Failure('PAYLOAD_INVALID', { detail: 'not a session event' });
  return {
    organization: organizationOf(record),
    sessionId: record.headers[headerNames.subject] ?? event.id,
    type: record.headers[headerNames.type] === eventTypes.sessionEnded ? 'ended' : 'created',
    version: createHash('sha256').update(record.value).digest('hex'),
    payload: { createdAt: instant(event.createdAt) },
    candidate: candidateOf(event),
  };
};

const parseEnriched = (value: Buffer): SessionEnriched => {
  try {
    return sessionEnrichedSchema.parse(JSON.parse(value.toString('utf8')));
  } catch (error) {
    throw new Failure('PAYLOAD_INVALID', { cause: error, detail: 'not an enriched session event' });
  }
};

export const enrichedFact = (record: ConsumedRecord): SeenFact => {
  const { organization, sessionId, revision, outcome, session, timing, analysis, links } = parseEnriched(record.value);
  return {
    organization,
    sessionId,
    type: 'enriched',
    version: String(revision),
    payload: {
      createdAt: instant(timing.createdAt),
      revision,
      outcome: { value: outcome.value, final: outcome.final },
      direction: session.direction,
      talkSeconds: timing.talkSeconds,
      summary: analysis.summary,
      link: links.dashboard,
    },
    candidate: { direction: session.direction, variables: session.variables },
  };
};
