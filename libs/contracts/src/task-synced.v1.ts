import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import { topics } from './topics.ts';

/** `crm.task-synced.v1`: what was written for a task, or why nothing was. */
const taskSyncedSchema = z.object({
  organization: z.string().min(1),
  connection: z.string().nullable(),
  taskId: z.string().nullable(),
  sessionId: z.string().min(1),
  status: z.enum(['synced', 'unmatched', 'parked', 'conflict', 'failed']),
  /** How the task was found, or why it was not; never a variable's value. */
  matchedBy: z.string().nullable(),
  reason: z.string().nullable(),
  effects: z.array(z.object({ key: z.string(), state: z.string() })),
});
export type TaskSynced = z.output<typeof taskSyncedSchema>;

/** The event, or undefined where the bytes are not one. */
export const parseTaskSynced = (body: Uint8Array): TaskSynced | undefined => parseJson(taskSyncedSchema, body);

export const taskSyncedV1 = { topic: topics.taskSynced, schema: taskSyncedSchema } as const;
