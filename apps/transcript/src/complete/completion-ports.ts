import type { AgntixClient } from '@switchback/agntix-client';
import type { Logger } from '@switchback/observability';
import type { Database } from '@switchback/persistence';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Gate } from '../store/gate.ts';

/** What completing a session needs of the outside. */
export interface CompletionPorts {
  readonly prisma: PrismaClient;
  /** The pool that `prisma` uses. */
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
