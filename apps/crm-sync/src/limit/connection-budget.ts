import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerFacts, Gate } from '@switchback/crm';
import { Failure, failures } from '@switchback/failure';
import type { FailureCode } from '@switchback/failure';
import type { Logger } from '@switchback/observability';
import { RateBudget } from '@switchback/persistence';
import type { Database } from '@switchback/persistence';

export interface Limit {
  readonly requests: number;
  readonly perMs: number;
}

export interface ConnectionBudgetOptions {
  readonly connection: string;
  readonly pool: Database['pool'];
  readonly logger: Logger;
  /** Until the CRM tells its own. */
  readonly limit: Limit;
  /** How long a request may wait for its permit; afterwards its task is parked, so that others are not held up. */
  readonly patienceMs: number;
  /** How long the connection rests after its CRM was away or its token refused. */
  readonly holdMs: number;
  /** Called when the CRM answers again after a hold. */
  readonly onRecovery: () => Promise<void>;
}

export type Urgency = 'fresh' | 'backfill';

/** Backfill queues no further ahead than this: a fresh call waits so long for it at the most. */
const BACKFILL_AHEAD_MS = 150;
/** One request without an answer is an accident; so many in a row are an outage. */
const FAILURES_OF_AN_OUTAGE = 5;
/** A used-up day is asked after this much less often than a revoked token. */
const QUOTA_FACTOR = 15;
const RATE_PAUSE_MS = 1_000;

const isCode = (reason: string): reason is FailureCode => Object.hasOwn(failures, reason);

/**
 * Stands before every request of one connection: its share of the rate limit, common to all replicas, and a stop while
 * its CRM is away, its token refused or its day used up. Fresh calls go before backfill.
 */
export class ConnectionBudget {
  readonly #options: ConnectionBudgetOptions;
  #limit: Limit;
  #budget: RateBudget;
  #unansweredInARow = 0;
  #isProbing = false;
  #backfill = Promise.resolve();
  #background = Promise.resolve();

  constructor(options: ConnectionBudgetOptions) {
    this.#options = options;
    this.#limit = options.limit;
    this.#budget = new RateBudget(options.pool, options.limit);
  }

  gate(urgency: Urgency): Gate {
    const admit = urgency === 'fresh' ? () => this.#admit(this.#options.patienceMs) : () => this.#admitBackfill();
    return { admit, observe: (facts) => this.#observe(facts) };
  }

  /** Resolves when what the answers led to is written. */
  async settle(): Promise<void> {
    await this.#background;
  }

  async #admit(maxWaitMs: number): Promise<void> {
    const { connection } = this.#options;
    // What the last answer told must be written: after a probe that succeeded the others may go.
    await this.#background;
    const permit = await this.#budget.take(connection, maxWaitMs);
    if (!permit.granted) {
      const code = isCode(permit.reason) ? permit.reason : 'CRM_RATE_LIMITED';
      const retryAt = new Date(Date.now() + permit.retryInMs);
      throw new Failure(code, { detail: `not asked: ${permit.reason}`, retryAt });
    }
    if (permit.probe) this.#isProbing = true;
    if (permit.waitMs >= 1) await sleep(permit.waitMs);
  }

  /** One at a time, so that only one asks the database; whoever is fresh and waits longer than a moment goes first. */
  async #admitBackfill(): Promise<void> {
    const until = performance.now() + this.#options.patienceMs;
    const turn = this.#backfill.then(() => this.#admitWhenQuiet(until));
    this.#backfill = turn.catch(() => undefined);
    await turn;
  }

  async #admitWhenQuiet(until: number): Promise<void> {
    for (;;) {
      try {
        await this.#admit(BACKFILL_AHEAD_MS);
        return;
      } catch (error) {
        const isBusy = error instanceof Failure && error.code === 'CRM_RATE_LIMITED';
        if (!isBusy || performance.now() > until) throw error;
        const waitMs = (error.retryAt?.getTime() ?? 0) - Date.now() - BACKFILL_AHEAD_MS;
        await sleep(Math.min(Math.max(waitMs, 5), BACKFILL_AHEAD_MS));
      }
    }
  }

  #observe({ code, window, retryAt }: AnswerFacts): Date | undefined {
    if (window) this.#learn(window);
    switch (code) {
      case 'CRM_AUTH':
        return this.#hold(code, retryAt, 1);
      case 'CRM_QUOTA_EXHAUSTED':
        return this.#hold(code, retryAt, QUOTA_FACTOR);
      case 'CRM_RATE_LIMITED':
        this.#slowDown(retryAt);
        return retryAt;
      case 'CRM_UNAVAILABLE':
        this.#unansweredInARow += 1;
        if (this.#isProbing || this.#unansweredInARow >= FAILURES_OF_AN_OUTAGE) return this.#hold(code, retryAt, 1);
        return retryAt;
      case 'CRM_UNCERTAIN':
        return undefined;
      default:
        this.#answered();
        return undefined;
    }
  }

  #learn({ requests, perMs }: Limit): void {
    if (requests === this.#limit.requests && perMs === this.#limit.perMs) return;
    this.#limit = { requests, perMs };
    this.#budget = new RateBudget(this.#options.pool, this.#limit);
  }

  #answered(): void {
    this.#unansweredInARow = 0;
    if (!this.#isProbing) return;
    this.#isProbing = false;
    const { connection, logger, onRecovery } = this.#options;
    this.#later(async () => {
      if (!(await this.#budget.release(connection))) return;
      logger.info({ event: 'crm.back', connection }, 'the CRM answers again');
      await onRecovery();
    });
  }

  #slowDown(retryAt: Date | undefined): void {
    const waitMs = Math.max(0, retryAt ? retryAt.getTime() - Date.now() : RATE_PAUSE_MS);
    this.#later(() => this.#budget.slowDown(this.#options.connection, waitMs));
  }

  #hold(code: FailureCode, retryAt: Date | undefined, factor: number): Date {
    const { connection, logger, holdMs } = this.#options;
    const probeFailed = this.#isProbing;
    this.#isProbing = false;
    const forMs = retryAt ? Math.max(0, retryAt.getTime() - Date.now()) : holdMs * factor;
    logger.error({ event: 'crm.held', connection, code }, 'the work of the connection is parked');
    this.#later(() => this.#budget.hold(connection, code, { forMs, probeFailed }));
    return new Date(Date.now() + forMs);
  }

  #later(work: () => Promise<void>): void {
    const { logger, connection } = this.#options;
    this.#background = this.#background.then(work).catch((error: unknown) => {
      logger.error({ event: 'crm.budget', connection, error }, 'the rate budget could not be written');
    });
  }
}
