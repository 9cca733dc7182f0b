export { readEnvelope } from './envelope.ts';
export type { Envelope } from './envelope.ts';
export { deadLetterHeaders, eventTypes, headerNames, vendorEventType } from './headers.ts';
export { eventId } from './outgoing.ts';
export type { OutgoingRecord } from './outgoing.ts';
export { parseSessionEvent, readSessionEventLabel, vendorEventName } from './session-event.ts';
export type { SessionEvent, SessionEventLabel } from './session-event.ts';
export { parseSessionEnriched, sessionEnrichedSchema } from './session-enriched.v1.ts';
export type { OutcomeValue, SessionEnriched } from './session-enriched.v1.ts';
export { parseTaskSynced, taskSyncedV1 } from './task-synced.v1.ts';
export type { TaskSynced } from './task-synced.v1.ts';
export { consumers } from './consumers.ts';
export {
  allSubscriptions,
  allTopics,
  deadLetterName,
  parseDeadLetterName,
  replayLog,
  subscriptions,
  topics,
} from './topics.ts';
export type { TopicSpec } from './topics.ts';
