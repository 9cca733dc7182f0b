import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerFacts, RouteName } from '@switchback/agntix-client';
import { Failure, failures } from '@switchback/failure';
import type { FailureCode } from '@switchback/failure';
import type { Logger } from '@switchback/observability';
import type { RateBudget } from '@switchback/persistence';
import { patienceMs } from './patience.ts';
import { vendorMeters } from './vendor-meters.ts';

export interface AdmissionOptions {
  readonly organization: string;
  readonly budget: RateBudget;
  readonly logger: Logger;
  /** How long the organization's calls rest after its API was found away or its key refused. */
  readonly holdMs: number;
  /** Called when the organization's API answers again after a hold. */
  readonly onRecovery: () => Promise<void>;
}

/** The messages of a session whose detail was read are worth waiting for: giving up would waste the first call. */
const PATIENCE_OF_SECOND_CALL_MS = 60_000;
/** One 5xx is an accident; so many in a row are an outage. */
const FAILURES_OF_AN_OUTAGE = 3;

const isCode = (reason: string): reason is FailureCode => Object.hasOwn(failures, reason);

/**
 * Stands before every vendor call of one organization: its share of the rate limit, common to all replicas, and a stop
 * while its API is away or its key is refused. Reads every answer to know.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #failuresInARow = 0;
  #probing = false;
  #background = Promise.resolve();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Resolves when the call may go; rejects with a failure that parks when it may not. Holds no connection while waiting. */
  async admit(route: RouteName, signal: AbortSignal): Promise<void> {
    const { budget, organization } = this.#options;
    const permit = await budget.take(
      organization,
      route === 'listMessages' ? PATIENCE_OF_SECOND_CALL_MS : patienceMs(),
    );
    if (!permit.granted) {
      const code = isCode(permit.reason) ? permit.reason : 'VENDOR_RATE_LIMITED';
      const retryAt = new Date(Date.now() + permit.retryInMs);
      throw new Failure(code, { detail: `not asked: ${permit.reason}`, retryAt });
    }
    if (permit.probe) this.#probing = true;
    if (permit.waitMs >= 1) await sleep(permit.waitMs, undefined, { signal });
  }

  observe(facts: AnswerFacts): void {
    const { organization, logger } = this.#options;
    vendorMeters().answers.add(1, { organization, route: facts.route, status: facts.status ?? 0 });
    if (facts.sunset !== undefined || facts.deprecation !== undefined) this.#noteSunset(facts);
    if (facts.status === 401 || facts.status === 403) {
      const fields = { event: 'vendor.auth', organization, status: facts.status, kind: facts.route };
      logger.error(fields, 'the vendor refuses the key: the work of the organization is parked');
      this.#later(() => this.#hold('VENDOR_AUTH'));
    } else if (facts.status === undefined || facts.status >= 500) this.#failed();
    else if (facts.status === 429) this.#slowDown(facts.retryAt);
    else this.#succeeded(facts);
  }

  /** Resolves when what the answers led to is written. */
  async settle(): Promise<void> {
    await this.#background;
  }

  #failed(): void {
    this.#failuresInARow += 1;
    if (this.#probing || this.#failuresInARow >= FAILURES_OF_AN_OUTAGE)
      this.#later(() => this.#hold('VENDOR_UNAVAILABLE'));
  }

  #succeeded(facts: AnswerFacts): void {
    this.#failuresInARow = 0;
    if (facts.remaining === 0) this.#slowDown(facts.retryAt);
    if (!this.#probing) return;
    this.#probing = false;
    const { budget, organization, logger, onRecovery } = this.#options;
    this.#later(async () => {
      if (!(await budget.release(organization))) return;
      logger.info({ event: 'vendor.back', organization }, 'the vendor answers again');
      await onRecovery();
    });
  }

  #slowDown(retryAt: Date | undefined): void {
    const waitMs = Math.max(0, (retryAt?.getTime() ?? Date.now() + 1_000) - Date.now());
    this.#later(() => this.#options.budget.slowDown(this.#options.organization, waitMs));
  }

  async #hold(reason: FailureCode): Promise<void> {
    const { budget, organization, holdMs: forMs } = this.#options;
    const probeFailed = this.#probing;
    this.#probing = false;
    await budget.hold(organization, reason, { forMs, probeFailed });
  }

  #noteSunset({ route, sunset, deprecation }: AnswerFacts): void {
    const { organization, logger } = this.#options;
    if (!vendorMeters().noteSunset(organization, route)) return;
    const detail = `sunset ${sunset ?? 'not given'}, deprecation ${deprecation ?? 'not given'}`;
    logger.warn({ event: 'vendor.sunset', organization, kind: route, detail }, 'the vendor will drop a path in use');
  }

  #later(work: () => Promise<void>): void {
    const { logger, organization } = this.#options;
    this.#background = this.#background.then(work).catch((error: unknown) => {
      logger.error({ event: 'vendor.budget', organization, error }, 'the rate budget could not be written');
    });
  }
}
