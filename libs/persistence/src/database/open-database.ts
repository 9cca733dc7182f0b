import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';

export interface Database {
  readonly pool: Pool;
  /** For `new PrismaClient({ adapter })`; shares `pool`, so one limit holds for everything the process does. */
  readonly adapter: PrismaPg;
  /** Waits for running queries, then closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

/** Opens a lazily connecting pool. A connection that cannot be had in time (5 s) is an error, not a hang. */
export const openDatabase = (
  url: string,
  { maxConnections = 10, connectTimeoutMs = 5_000 }: { maxConnections?: number; connectTimeoutMs?: number } = {},
): Database => {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
  });
  // An idle connection that the server ends must not end the process; the next query opens a new one.
  pool.on('error', () => undefined);
  let closing: Promise<void> | undefined;
  return { pool, adapter: new PrismaPg(pool), close: () => (closing ??= pool.end()) };
};
