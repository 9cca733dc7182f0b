import { codeOf } from '@switchback/failure';
import type { FailureCode } from '@switchback/failure';
import type { Logger } from '@switchback/observability';

const EVERY_MS = 1_000;

/** Says that webhooks could not be stored: at most one line a second, with their number. */
export class NotStoredLog {
  readonly #logger: Logger;
  #saidAt = -EVERY_MS;
  #count = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(endpoint: string, error: unknown): void {
    this.#count += 1;
    const now = performance.now();
    if (now - this.#saidAt < EVERY_MS) return;
    const code: FailureCode = codeOf(error);
    this.#logger.error(
      { event: 'webhook.not-stored', endpoint, code, count: this.#count, ...(code === 'UNEXPECTED' && { error }) },
      'answered 503; the sender comes again',
    );
    this.#saidAt = now;
    this.#count = 0;
  }
}
