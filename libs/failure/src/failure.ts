import { failures } from './failures.ts';
import type { Disposition, FailureCode } from './failures.ts';

export interface FailureOptions {
  cause?: unknown;
  /** Says more than the table's summary. Never holds a payload, a credential or anything personal. */
  detail?: string;
  /** When trying again makes sense, where the other side said so. */
  retryAt?: Date;
}

/** The only error class of the product: its code is a key of the failure table. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly retryAt: Date | undefined;

  constructor(code: FailureCode, options: FailureOptions = {}) {
    super(options.detail ?? failures[code].summary, { cause: options.cause });
    this.code = code;
    this.retryAt = options.retryAt;
  }
}

/** The failure's code; anything that is not a `Failure` is `UNEXPECTED`. Never throws. */
export const codeOf = (error: unknown): FailureCode => (error instanceof Failure ? error.code : 'UNEXPECTED');

/** What the table says happens next. Never throws. */
export const dispositionOf = (error: unknown): Disposition => failures[codeOf(error)].disposition;
