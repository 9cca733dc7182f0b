import { createHash } from 'node:crypto';
import { eventTypes, headerNames, parseSessionEvent, sessionEnrichedSchema } from '@switchback/contracts';
import type { SessionEnriched } from '@switchback/contracts';
import { seenEnriched, seenWebhook } from '@switchback/crm-mapping';
import type { SeenEvent } from '@switchback/crm-mapping';
import { Failure } from '@switchback/failure';
import type { ConsumedRecord } from '@switchback/kafka';

const organizationOf = ({ headers }: ConsumedRecord): string => {
  const organization = headers[headerNames.organization];
  if (organization === undefined)
    throw new Failure('PAYLOAD_INVALID', { detail: `the header ${headerNames.organization} is missing` });
  return organization;
};

export const webhookFact = (record: ConsumedRecord): SeenEvent => {
  const event = parseSessionEvent(record.value);
  if (!event) throw new Failure('PAYLOAD_INVALID', { detail: 'not a session event' });
  return seenWebhook(event, {
    organization: organizationOf(record),
    sessionId: record.headers[headerNames.subject] ?? event.id,
    type: record.headers[headerNames.type] === eventTypes.sessionEnded ? 'ended' : 'created',
    version: createHash('sha256').update(record.value).digest('hex'),
  });
};

const parseEnriched = (value: Buffer): SessionEnriched => {
  try {
    return sessionEnrichedSchema.parse(JSON.parse(value.toString('utf8')));
  } catch (error) {
    throw new Failure('PAYLOAD_INVALID', { cause: error, detail: 'not an enriched session event' });
  }
};

export const enrichedFact = (record: ConsumedRecord): SeenEvent => seenEnriched(parseEnriched(record.value));
