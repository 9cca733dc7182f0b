import { schedule } from '@switchback/persistence';
import type { Db, TaskRef } from '../store/database.ts';
import type { SessionRef } from './find-task.ts';
import { rematchDelayMs } from './rematch-delay.ts';

export const REMATCH_WORK = 'rematch';
export const LOOK_WORK = 'look';

/** Has an unmatched session looked at again after an hour, and then after 6 and 24. */
export const scheduleRematch = async (db: Db, { organization, sessionId }: SessionRef, attempt = 1): Promise<void> => {
  const delayMs = rematchDelayMs(attempt);
  if (delayMs === undefined) return;
  await schedule(db, { organization, kind: REMATCH_WORK, subject: sessionId, attempt, reason: 'unmatched', delayMs });
};

/** Has a task looked at as soon as somebody has time, and in any case. */
export const scheduleLook = (db: Db, { connection, taskId }: TaskRef, reason: string): Promise<void> =>
  schedule(db, { organization: connection, kind: LOOK_WORK, subject: taskId, attempt: 1, reason, delayMs: 0 });
