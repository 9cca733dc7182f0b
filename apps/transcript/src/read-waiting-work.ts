import type { Database, WaitingWork } from '@switchback/persistence';

const WORK = `
  SELECT organization AS owner, reason, count(*)::int AS due, extract(epoch FROM now() - min(since))::float8 AS oldest
  FROM due_work GROUP BY organization, reason`;

/** What waits, by organization and reason; for the metrics, and for the operator's command. */
export const readWaitingWork = async (pool: Database['pool']): Promise<WaitingWork[]> =>
  (await pool.query<WaitingWork>(WORK)).rows;
