import { openConnector } from '@switchback/crm';
import type { CrmConnector } from '@switchback/crm';
import type { Logger } from '@switchback/observability';
import type { Database, SqlDatabase } from '@switchback/persistence';
import type { Config } from '../config.ts';
import { ConnectionBudget } from '../limit/connection-budget.ts';
import type { Urgency } from '../limit/connection-budget.ts';
import { releaseParked } from '../limit/parked-work.ts';

export interface OpenConnections {
  readonly fresh: ReadonlyMap<string, CrmConnector>;
  readonly backfill: ReadonlyMap<string, CrmConnector>;
  close(): Promise<void>;
}

/** A connector per connection and urgency; those of one connection share its budget, with all replicas. */
export const openConnections = (
  config: Config,
  { database, db, logger }: { database: Database; db: SqlDatabase; logger: Logger },
): OpenConnections => {
  const opened = config.POLICY_FILE.connections.map(({ limit, ...connection }) => {
    const budget = new ConnectionBudget({
      connection: connection.name,
      pool: database.pool,
      logger,
      limit: { requests: limit.requests, perMs: limit.perSeconds * 1_000 },
      patienceMs: config.CRM_TIMEOUT_MS,
      holdMs: config.CRM_HOLD_MS,
      onRecovery: () => releaseParked(db, connection.name),
    });
    const connector = (urgency: Urgency) =>
      openConnector({ ...connection, timeoutMs: config.CRM_TIMEOUT_MS, gate: budget.gate(urgency) });
    return { name: connection.name, budget, fresh: connector('fresh'), backfill: connector('backfill') };
  });
  return {
    fresh: new Map(opened.map(({ name, fresh }) => [name, fresh])),
    backfill: new Map(opened.map(({ name, backfill }) => [name, backfill])),
    close: async () => {
      await Promise.all(opened.flatMap(({ fresh, backfill }) => [fresh.close(), backfill.close()]));
      await Promise.all(opened.map(({ budget }) => budget.settle()));
    },
  };
};
