import type { AgntixClient } from '@switchback/agntix-client';
import type { Logger } from '@switchback/observability';
import type { Database, SqlDatabase } from '@switchback/persistence';
import type { Gate } from '../store/gate.ts';

/** What completing a session needs of the outside. */
export interface CompletionPorts {
  readonly sql: SqlDatabase;
  /** The pool that `sql` uses. */
  readonly pool: Database['pool'];
  /** Before every transaction; narrower than the pool. */
  readonly gate: Gate;
  /** One client per organization, by name. */
  readonly clients: ReadonlyMap<string, AgntixClient>;
  readonly relay: { wake(): void };
  readonly logger: Logger;
}

/**
 * Kinds of due work: `fetch` waits for the vendor after a failure, `reread` for data that was not there yet, `awaitEnd`
 * for an end that may never be told.
 */
export const workKinds = { fetch: 'fetch-session', reread: 'reread-session', awaitEnd: 'await-end' } as const;
