/**
 * What happens to a unit of work after a failure (design: one table, nobody inspects error text).
 *
 * - `retry`: wait at the head of the key's lane and try again; after the budget it is dead-lettered.
 * - `pause`: what every record needs is away; the subscription waits and burns no budget.
 * - `park`: what one organization or connection needs is away; its work becomes a durable row with a due time.
 * - `uncertain`: the effect may have happened; look it up before anything is sent again.
 * - `dead-letter`: trying again cannot help; the original bytes go to the dead-letter topic.
 * - `discard`: nothing to do; counted, then done.
 */
export type Disposition = 'retry' | 'pause' | 'park' | 'uncertain' | 'dead-letter' | 'discard';

/** Every failure the product knows. A code is added here or it does not exist. */
export const failures = {
  PAYLOAD_INVALID: { disposition: 'dead-letter', summary: 'the body does not match its contract' },
  EVENT_TYPE_UNKNOWN: { disposition: 'discard', summary: 'this consumer does not handle the event type' },
  BROKER_UNAVAILABLE: { disposition: 'pause', summary: 'Kafka did not acknowledge in time' },
  PUBLISH_UNCERTAIN: { disposition: 'pause', summary: 'Kafka may have the record; publishing it again is harmless' },
  PUBLISH_REJECTED: { disposition: 'dead-letter', summary: 'Kafka refused the record itself and will again' },
  DATABASE_UNAVAILABLE: { disposition: 'pause', summary: 'PostgreSQL is away or its pool is exhausted' },
  VENDOR_UNAVAILABLE: { disposition: 'park', summary: 'the Agntix API answered 5xx or not at all' },
  VENDOR_RATE_LIMITED: { disposition: 'park', summary: 'the Agntix API answered 429' },
  VENDOR_AUTH: { disposition: 'park', summary: 'the Agntix API refused the credentials' },
  VENDOR_NOT_FOUND: { disposition: 'park', summary: 'the Agntix API does not know the session, or not yet' },
  VENDOR_REJECTED: { disposition: 'dead-letter', summary: 'the Agntix API refused the request and will again' },
  CALL_START_UNCERTAIN: {
    disposition: 'uncertain',
    summary: 'the call may have been started; never dial again blindly',
  },
  CRM_UNAVAILABLE: { disposition: 'park', summary: 'the CRM could not be reached; nothing was sent' },
  CRM_RATE_LIMITED: { disposition: 'park', summary: 'the CRM answered 429' },
  CRM_QUOTA_EXHAUSTED: { disposition: 'park', summary: "the CRM's daily quota is used up" },
  CRM_AUTH: { disposition: 'park', summary: 'the CRM refused the credentials' },
  CRM_NOT_CONFIGURED: { disposition: 'park', summary: 'the policy names no such connection' },
  CRM_LOCKED: { disposition: 'retry', summary: 'the CRM record is locked for the moment' },
  CRM_UNCERTAIN: { disposition: 'uncertain', summary: 'the CRM may have applied the write' },
  CRM_CONFLICT: { disposition: 'retry', summary: 'the CRM record changed under the write' },
  CRM_REJECTED: { disposition: 'dead-letter', summary: 'the CRM refused the write and will again' },
  CRM_RECORD_GONE: { disposition: 'discard', summary: 'the CRM record does not exist' },
  TRANSCRIPT_UNAVAILABLE: { disposition: 'park', summary: "the transcript service did not give a call's text" },
  TARGET_UNAVAILABLE: { disposition: 'pause', summary: 'the downstream system cannot be reached or takes no requests' },
  TARGET_RATE_LIMITED: { disposition: 'pause', summary: 'the downstream system answered 429' },
  TARGET_AUTH: { disposition: 'pause', summary: 'the downstream system refused the credentials' },
  TARGET_FAILED: { disposition: 'retry', summary: 'the downstream system failed on this request' },
  TARGET_REJECTED: { disposition: 'dead-letter', summary: 'the downstream system refused the request and will again' },
  LEASE_LOST: { disposition: 'retry', summary: "another writer took over the task's lease" },
  UNEXPECTED: { disposition: 'retry', summary: 'an error nobody expected' },
} as const satisfies Record<string, { disposition: Disposition; summary: string }>;

export type FailureCode = keyof typeof failures;
