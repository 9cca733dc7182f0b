import type { Database, WaitingWork } from '@switchback/persistence';

// What is scheduled for a connection stands in the column that other services keep their organization in.
const WORK = `
  SELECT organization AS owner, reason, count(*)::int AS due, extract(epoch FROM now() - min(since))::float8 AS oldest
  FROM due_work GROUP BY organization, reason`;

/** What waits, by connection and reason. */
export const readWaitingWork = async (pool: Database['pool']): Promise<WaitingWork[]> =>
  (await pool.query<WaitingWork>(WORK)).rows;
