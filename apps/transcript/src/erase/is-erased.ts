import type { SessionRef } from '../session-ref.ts';

interface Queryable {
  query(sql: string, values: unknown[]): Promise<{ rowCount: number | null }>;
}

/** Whether the session was erased. Asked before every fetch, and again under the session's lock. */
export const isErased = async (db: Queryable, { organization, sessionId }: SessionRef): Promise<boolean> => {
  const sql = 'SELECT 1 FROM tombstone WHERE organization = $1 AND session_id = $2';
  return ((await db.query(sql, [organization, sessionId])).rowCount ?? 0) > 0;
};
