/** Record headers, all text: CloudEvents 1.0 in Kafka binary mode, the webhook's own, and W3C trace context. */
export const headerNames = {
  id: 'ce_id',
  source: 'ce_source',
  organization: 'ce_organization',
  type: 'ce_type',
  subject: 'ce_subject',
  time: 'ce_time',
  specVersion: 'ce_specversion',
  contentType: 'content-type',
  svixId: 'svix-id',
  svixTimestamp: 'svix-timestamp',
  svixSignature: 'svix-signature',
  receivedAt: 'received-at',
  traceparent: 'traceparent',
  replayGroup: 'x-replay-group',
} as const;

/** Event types as they stand in `ce_type`. The vendor may add more; those are published under the same prefix. */
export const eventTypes = {
  sessionCreated: 'ai.agntix.session.created',
  sessionEnded: 'ai.agntix.session.ended',
  sessionEnriched: 'dev.switchback.session.enriched',
  taskSynced: 'dev.switchback.task.synced',
} as const;

/** `session.ended` → `ai.agntix.session.ended`; a body without an event name is `ai.agntix.unknown`. */
export const vendorEventType = (name: string | undefined): string => `ai.agntix.${name ?? 'unknown'}`;
