import { createHash } from 'node:crypto';
import { eventTypes, headerNames, parseSessionEvent, sessionEnrichedSchema } from '@switchback/contracts';
import type { SessionEnriched, SessionEvent } from '@switchback/contracts';
import type { Candidate, FactPayload, FactType } from '@switchback/crm-mapping';
import { Failure } from '@switchback/failure';
import type { ConsumedRecord } from '@switchback/kafka';

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

const candidateOf = ({ direction, agentId, metadata }: SessionEvent): Candidate => ({
  direction: direction ?? null,
  agentId: agentId ?? null,
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
  const { organization, sessionId, revision, outcome, ...rest } = parseEnriched(record.value);
  const { session, timing, analysis, links, transcript } = rest;
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
