import { eventId, eventTypes, headerNames, taskSyncedV1 } from '@switchback/contracts';
import type { OutgoingRecord, TaskSynced } from '@switchback/contracts';

/** Everything that readers of today find in the event. */
type Told = TaskSynced & Pick<Required<TaskSynced>, 'conflicts'> & { readonly revision: number };

const record = (body: Told, key: string): OutgoingRecord => {
  const topic = taskSyncedV1.topic.name;
  return {
    topic,
    key,
    value: Buffer.from(JSON.stringify(taskSyncedV1.schema.parse(body))),
    headers: {
      [headerNames.specVersion]: '1.0',
      [headerNames.id]: eventId({ topic, organization: body.organization, subject: key, revision: body.revision }),
      [headerNames.source]: '/crm-sync',
      [headerNames.organization]: body.organization,
      [headerNames.type]: eventTypes.taskSynced,
      [headerNames.subject]: key,
      [headerNames.time]: new Date().toISOString(),
      [headerNames.contentType]: 'application/json',
    },
  };
};

/** What was written for a task, or why nothing was, keyed by it. */
export const taskEvent = (
  body: Omit<Told, 'revision'> & { connection: string; taskId: string },
  revision: bigint,
): OutgoingRecord => record({ ...body, revision: Number(revision) }, `${body.connection}:${body.taskId}`);

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
    {
      ...{ organization, connection, taskId, sessionId, status: 'unmatched', matchedBy: null, reason },
      ...{ revision: taskId === null ? 1 : 2, effects: [], conflicts: [] },
    },
    sessionId,
  );
};
