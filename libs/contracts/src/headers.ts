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
  /** Of a replayed dead letter: the only group that it is for; others skip and count it. */
  replayGroup: 'x-replay-group',
  /** Of a replayed dead letter: `<dead-letter topic>/<partition>/<offset>` that it was copied from. */
  replayedFrom: 'x-replayed-from',
  /** Of a replayed dead letter: the run of `switchback dlq replay` that sent it. */
  replayRun: 'x-replay-run',
} as const;

/** Headers that a dead letter has besides the original's: Spring's names with text values, and our own. */
export const deadLetterHeaders = {
  originalTopic: 'kafka_dlt-original-topic',
  originalPartition: 'kafka_dlt-original-partition',
  originalOffset: 'kafka_dlt-original-offset',
  originalTimestamp: 'kafka_dlt-original-timestamp',
  originalTimestampType: 'kafka_dlt-original-timestamp-type',
  originalGroup: 'kafka_dlt-original-consumer-group',
  exceptionClass: 'kafka_dlt-exception-fqcn',
  exceptionMessage: 'kafka_dlt-exception-message',
  code: 'x-dlq-code',
  reason: 'x-dlq-reason',
  attempts: 'x-dlq-attempts',
  firstFailure: 'x-dlq-first-failure',
  lastFailure: 'x-dlq-last-failure',
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
