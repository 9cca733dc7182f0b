import { Client } from 'pg';

/** Work of one app that waits in its database, of one organization, kind and reason. */
export interface Parked {
  readonly app: string;
  readonly organization: string;
  readonly kind: string;
  readonly reason: string;
  readonly count: number;
  /** Seconds by which the one that is due the longest is overdue; negative where none is due yet. */
  readonly overdueSeconds: number;
  /** How long the oldest has waited since it was first parked; null where the app does not keep that. */
  readonly oldestSeconds: number | null;
  /** The highest number of attempts among them. */
  readonly attempts: number;
}

// The database's clock decides what is due, as it does for the services.
const QUERY = `
  SELECT organization, kind, reason, count(*)::int AS count, max(attempt)::int AS attempts,
         extract(epoch FROM now() - min(due_at))::float8 AS "overdueSeconds",
         extract(epoch FROM now() - min((to_jsonb(work)->>'since')::timestamptz))::float8 AS "oldestSeconds"
    FROM due_work AS work GROUP BY organization, kind, reason ORDER BY count DESC, organization, kind, reason`;

/** Reads what an app has parked. One read-only query. */
export const readParked = async (app: string, url: string): Promise<Parked[]> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SET default_transaction_read_only = on');
    const { rows } = await client.query<Omit<Parked, 'app'>>(QUERY);
    return rows.map((row) => ({ app, ...row }));
  } finally {
    await client.end();
  }
};
