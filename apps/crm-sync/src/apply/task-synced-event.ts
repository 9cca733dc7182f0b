import { eventId, eventTypes, headerNames, taskSyncedV1 } from '@switchback/contracts';
import type { OutgoingRecord, TaskSynced } from '@switchback/contracts';

const record = (body: TaskSynced, key: string, revision: number): OutgoingRecord => {
  const topic = taskSyncedV1.topic.name;
  return {
    topic,
    key,
    value: Buffer.from(JSON.stringify(taskSyncedV1.schema.parse(body))),
    headers: {
      [headerNames.specVersion]: '1.0',
      [headerNames.id]: eventId({ topic, organization: body.organization, subject: key, revision }),
      [headerNames.source]: '/crm-sync',
      [headerNames.organization]: body.organization,
      [headerNames.type]: eventTypes.taskSynced,
      [headerNames.subject]: key,
      [headerNames.time]: new Date().toISOString(),
      [headerNames.contentType]: 'application/json',
    },
  };
};

/** What was written for a task, keyed by it; `revision` is the number that was applied. */
export const taskEvent = (
  body: TaskSynced & { connection: string; taskId: string },
  revision: bigint,
): OutgoingRecord => record(body, `${body.connection}:${body.taskId}`, Number(revision));

/** Why nothing was written for a session, keyed by it. */
export const unmatchedEvent = (of: {
  organization: string;
  connection: string;
  sessionId: string;
  taskId?: string;
  reason: string;
}): OutgoingRecord => {
  const { organization, connection, sessionId, taskId = null, reason } = of;
  return record(
    { organization, connection, taskId, sessionId, status: 'unmatched', matchedBy: null, reason, effects: [] },
    sessionId,
    taskId === null ? 1 : 2,
  );
};
