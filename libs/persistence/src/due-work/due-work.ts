/** A unit of work that waits for a time: parked after a failure, or to be looked at again. */
export interface DueWork {
  readonly organization: string;
  /** What is to be done; each kind has one handler. */
  readonly kind: string;
  /** What it is done to, unique within organization and kind. */
  readonly subject: string;
  /** Starts at 1; how often it has been scheduled is up to the caller. */
  readonly attempt: number;
  /** Why it waits: a failure code or a word of the app; shown to operators. */
  readonly reason: string;
}

export interface Scheduled extends DueWork {
  /** Counted from the database's now(). */
  readonly delayMs: number;
}

/** A pg pool or client, or a Prisma client or transaction. */
export type SqlExecutor =
  | { query(sql: string, values: unknown[]): Promise<unknown> }
  | { $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number> };

const execute = (db: SqlExecutor, sql: string, values: unknown[]): Promise<unknown> =>
  'query' in db ? db.query(sql, values) : db.$executeRawUnsafe(sql, ...values);

const SCHEDULE = `
  INSERT INTO due_work (organization, kind, subject, attempt, reason, due_at)
  VALUES ($1, $2, $3, $4, $5, now() + $6::float8 * interval '1 millisecond')
  ON CONFLICT (organization, kind, subject) DO UPDATE
    SET attempt = excluded.attempt, reason = excluded.reason, due_at = excluded.due_at, claimed_until = NULL`;

/**
 * Writes the work's row, replacing the one it had: one row per (organization, kind, subject), the last schedule wins,
 * also over a handler that is just working on it.
 */
export const schedule = async (db: SqlExecutor, work: Scheduled): Promise<void> => {
  const { organization, kind, subject, attempt, reason, delayMs } = work;
  await execute(db, SCHEDULE, [organization, kind, subject, attempt, reason, Math.max(0, delayMs)]);
};

/** Removes the work's row, if there is one. */
export const unschedule = async (
  db: SqlExecutor,
  { organization, kind, subject }: Pick<DueWork, 'organization' | 'kind' | 'subject'>,
): Promise<void> => {
  const sql = 'DELETE FROM due_work WHERE organization = $1 AND kind = $2 AND subject = $3';
  await execute(db, sql, [organization, kind, subject]);
};
