import { parseSessionEvent, sessionEnrichedSchema, vendorEventName } from '@switchback/contracts';
import { seenEnriched, seenWebhook } from '../fold/seen-event.ts';
import type { SeenEvent } from '../fold/seen-event.ts';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const types = { 'session.created': 'created', 'session.ended': 'ended' } as const;

/**
 * A recorded event, a webhook's body or the value of an enriched event, as a fact; undefined for anything else. A webhook
 * does not name its organization.
 */
export const readEvent = (text: string, organization: string): SeenEvent | undefined => {
  const body = parsed(text);
  const enriched = sessionEnrichedSchema.safeParse(body);
  if (enriched.success) return seenEnriched(enriched.data);
  const event = parseSessionEvent(Buffer.from(text));
  const name = event && vendorEventName(event);
  if (!event || (name !== 'session.created' && name !== 'session.ended')) return undefined;
  return seenWebhook(event, { organization, sessionId: event.id, type: types[name], version: text });
};
