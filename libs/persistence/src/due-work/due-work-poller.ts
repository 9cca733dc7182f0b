import { Failure, codeOf } from '@switchback/failure';
import type { Pool } from 'pg';
import type { Logger } from '../logger.ts';
import { WakeableLoop } from '../wakeable-loop.ts';
import { backOffMs } from './back-off.ts';
import { claimWork, finishWork, postponeWork } from './claim-work.ts';
import type { ClaimedWork } from './claim-work.ts';
import type { DueWork } from './due-work.ts';

/** Does the work or throws. Must be idempotent: a crash after the effect does it again. */
export type DueWorkHandler = (work: DueWork, signal: AbortSignal) => Promise<void>;

export interface DueWorkPollerOptions {
  readonly pool: Pool;
  /** One handler per kind; rows of other kinds are left alone. */
  readonly handlers: Readonly<Record<string, DueWorkHandler>>;
  readonly logger: Logger;
  readonly pollMs?: number;
  readonly concurrency?: number;
  /** A handler's signal fires at 80 % of it; afterwards another poller may take the row. */
  readonly leaseMs?: number;
}

/**
 * Does due rows of `due_work`, each by one poller at a time. A row goes when its handler resolves, unless the handler
 * scheduled it anew; a failure postpones it (1, 5, 15, 30 minutes, or the failure's `retryAt`) with the code as reason.
 */
export class DueWorkPoller {
  readonly #options: Required<DueWorkPollerOptions>;
  readonly #loop: WakeableLoop;
  readonly #stopping = new AbortController();
  readonly #working = new Set<Promise<void>>();

  constructor(options: DueWorkPollerOptions) {
    this.#options = { pollMs: 1_000, concurrency: 8, leaseMs: 60_000, ...options };
    this.#loop = new WakeableLoop(() => this.#round(), this.#options.pollMs);
  }

  start(): void {
    this.#loop.start();
  }

  /** Looks now instead of at the next poll. */
  wake(): void {
    this.#loop.wake();
  }

  /** Fires the handlers' signals and resolves when they have returned. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop.stop();
    await Promise.all(this.#working);
  }

  /** Claims as many as are free to be worked on and does not wait for them: a slow one holds up no other. */
  async #round(): Promise<boolean> {
    const { pool, handlers, concurrency, leaseMs, logger } = this.#options;
    const limit = concurrency - this.#working.size;
    if (limit <= 0) return false;
    try {
      const claimed = await claimWork(pool, { kinds: Object.keys(handlers), limit, leaseMs });
      for (const work of claimed) this.#begin(work, claimed.length === limit);
      return false;
    } catch (error) {
      logger.error({ code: codeOf(error), error }, 'due work round failed');
      return false;
    }
  }

  #begin(work: ClaimedWork, mayBeMore: boolean): void {
    const doing = this.#do(work)
      .catch((error: unknown) => {
        this.#options.logger.error({ code: codeOf(error), error }, 'due work could not be put back');
      })
      .finally(() => {
        this.#working.delete(doing);
        if (mayBeMore) this.#loop.wake();
      });
    this.#working.add(doing);
  }

  async #do(work: ClaimedWork): Promise<void> {
    const { pool, handlers, leaseMs, logger } = this.#options;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(leaseMs * 0.8)]);
    try {
      await handlers[work.kind]?.(work, signal);
      await finishWork(pool, work);
    } catch (error) {
      const reason = codeOf(error);
      const retryAt = error instanceof Failure ? error.retryAt : undefined;
      logger.warn({ organization: work.organization, kind: work.kind, code: reason }, 'due work failed, postponed');
      const delayMs = this.#stopping.signal.aborted ? 0 : backOffMs(work.attempt + 1, retryAt);
      await postponeWork(pool, work, { reason, delayMs });
    }
  }
}
