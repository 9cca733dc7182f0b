import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import { topics } from './topics.ts';

/** `crm.task-synced.v1`: what was written for a task, or why nothing was. */
const taskSyncedSchema = z.object({
  organization: z.string().min(1),
  connection: z.string().nullable(),
  taskId: z.string().nullable(),
  sessionId: z.string().min(1),
  /** Rises with each event of a key; one that is lower than what was read before is to be passed over. */
  revision: z.int().min(1).optional(),
  status: z.enum(['synced', 'unmatched', 'parked', 'conflict', 'failed']),
  /** How the task was found, or why it was not; never a variable's value. */
  matchedBy: z.string().nullable(),
  reason: z.string().nullable(),
  effects: z.array(
    z.object({
      key: z.string(),
      state: z.string(),
      /** Why it was refused. */
      code: z.string().optional(),
    }),
  ),
  /** Fields that a person has changed and that were left alone. */
  conflicts: z.array(z.string()).optional(),
});
export type TaskSynced = z.output<typeof taskSyncedSchema>;

/** The event, or undefined where the bytes are not one. */
export const parseTaskSynced = (body: Uint8Array): TaskSynced | undefined => parseJson(taskSyncedSchema, body);

export const taskSyncedV1 = { topic: topics.taskSynced, schema: taskSyncedSchema } as const;
