import { ROOT_CONTEXT, context, propagation } from '@opentelemetry/api';
import type { OutgoingRecord } from '@switchback/contracts';
import { codeOf } from '@switchback/failure';
import type { Pool } from 'pg';
import type { Logger } from '../logger.ts';
import { WakeableLoop } from '../wakeable-loop.ts';
import { claimRows, deleteRows, releaseRows } from './claim-rows.ts';
import type { ClaimedRow } from './claim-rows.ts';

export interface OutboxRelayOptions {
  readonly pool: Pool;
  /** Resolves when the broker has acknowledged. */
  readonly publish: (record: OutgoingRecord) => Promise<void>;
  readonly logger: Logger;
  readonly pollMs?: number;
  readonly leaseMs?: number;
  readonly batch?: number;
}

const byKey = (rows: readonly ClaimedRow[]): ClaimedRow[][] => [
  ...Map.groupBy(rows, ({ topic, key }) => JSON.stringify([topic, key])).values(),
];

/**
 * Publishes what `outboxRow` left in the table `outbox`: at least once, rows of one key in id order, keys side by side.
 * A row is deleted after the acknowledgement and stays when publishing fails. Any number of relays may run on one
 * table; they claim one after the other and publish side by side.
 */
export class OutboxRelay {
  readonly #options: Required<OutboxRelayOptions>;
  readonly #loop: WakeableLoop;

  constructor(options: OutboxRelayOptions) {
    this.#options = { pollMs: 1_000, leaseMs: 30_000, batch: 200, ...options };
    this.#loop = new WakeableLoop(() => this.#round(), this.#options.pollMs);
  }

  start(): void {
    this.#loop.start();
  }

  /** Looks at the table now instead of at the next poll; call it right after a commit. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when rows in hand are published or given back. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Age of the oldest row that waits, by the database's clock; 0 when none does. */
  async oldestAgeSeconds(): Promise<number> {
    const { rows } = await this.#options.pool.query<{ age: number }>(
      'SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM outbox',
    );
    return rows[0]?.age ?? 0;
  }

  async #round(): Promise<boolean> {
    try {
      return await this.#relayBatch();
    } catch (error) {
      this.#options.logger.error({ code: codeOf(error), error }, 'outbox round failed');
      return false;
    }
  }

  async #relayBatch(): Promise<boolean> {
    const { pool, batch, leaseMs } = this.#options;
    // Measured from before the claim, so it ends before the lease does in the database.
    const until = performance.now() + leaseMs * 0.7;
    const rows = await claimRows(pool, batch, leaseMs);
    const published = new Set<string>();
    await Promise.all(byKey(rows).map((chain) => this.#publishInOrder(chain, published, until)));
    await deleteRows(pool, [...published]);
    await releaseRows(
      pool,
      rows.map(({ id }) => id).filter((id) => !published.has(id)),
    );
    return published.size > 0;
  }

  async #publishInOrder(chain: readonly ClaimedRow[], published: Set<string>, until: number): Promise<void> {
    for (const { id, ...record } of chain) {
      if (performance.now() > until) return;
      try {
        await context.with(propagation.extract(ROOT_CONTEXT, record.headers), () => this.#options.publish(record));
        published.add(id);
      } catch (error) {
        this.#options.logger.warn({ code: codeOf(error), topic: record.topic }, 'outbox record not published, kept');
        return;
      }
    }
  }
}
