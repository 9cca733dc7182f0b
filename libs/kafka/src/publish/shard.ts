import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Failure } from '@switchback/failure';

/** A record in a shard, from its acceptance until its caller knows. */
export interface Entry<T> {
  readonly item: T;
  readonly bytes: number;
  /** Milliseconds of the shard's clock. */
  readonly expiresAt: number;
  /** Called once: without an error when the record is safe. */
  readonly settle: (error?: unknown) => void;
  settled: boolean;
}

export interface ShardOptions<T> {
  /** Sends and gives, per item, undefined for stored or the error. Must not reject. */
  readonly send: (items: readonly T[]) => Promise<readonly unknown[]>;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly now: () => number;
}

/**
 * Micro-batches without linger: an idle shard sends at once, and what comes while a request is out goes together with
 * the next one. Each request leaves at the end of a turn of the event loop, so that all records of what was read in that
 * turn go with it: under load a third fewer requests. One request at a time, so records keep their order.
 */
export class Shard<T> {
  readonly #options: ShardOptions<T>;
  #waiting: Entry<T>[] = [];
  #sending: Entry<T>[] = [];
  #pumping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ShardOptions<T>) {
    this.#options = options;
  }

  add(entry: Entry<T>): void {
    this.#waiting.push(entry);
    this.#armDeadline();
    if (!this.#pumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    while (this.#waiting.length > 0) {
      await endOfTurn();
      const batch = this.#next();
      if (batch.length === 0) continue;
      this.#sending = batch;
      const results = await this.#options.send(batch.map(({ item }) => item));
      this.#sending = [];
      batch.forEach((entry, at) => {
        this.#settle(entry, results[at]);
      });
    }
    this.#pumping = false;
    this.#disarmDeadline();
  }

  #next(): Entry<T>[] {
    const batch: Entry<T>[] = [];
    let bytes = 0;
    let taken = 0;
    for (const entry of this.#waiting) {
      if (!entry.settled) {
        if (batch.length >= this.#options.batchRecords) break;
        if (batch.length > 0 && bytes + entry.bytes > this.#options.batchBytes) break;
        batch.push(entry);
        bytes += entry.bytes;
      }
      taken += 1;
    }
    this.#waiting.splice(0, taken);
    return batch;
  }

  #settle(entry: Entry<T>, error?: unknown): void {
    if (entry.settled) return;
    entry.settled = true;
    entry.settle(error);
  }

  /** One timer for all: the entries are in the order of their deadlines. */
  #armDeadline(): void {
    if (this.#timer) return;
    const first = this.#sending.find(({ settled }) => !settled) ?? this.#waiting.find(({ settled }) => !settled);
    if (!first) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#expire();
        this.#armDeadline();
      },
      Math.max(1, first.expiresAt - this.#options.now()),
    );
    this.#timer.unref();
  }

  #disarmDeadline(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expire(): void {
    const now = this.#options.now();
    const late = ({ settled, expiresAt }: Entry<T>) => !settled && expiresAt <= now;
    for (const entry of this.#sending.filter(late))
      this.#settle(entry, new Failure('PUBLISH_UNCERTAIN', { detail: 'no acknowledgement before the deadline' }));
    for (const entry of this.#waiting.filter(late))
      this.#settle(entry, new Failure('BROKER_UNAVAILABLE', { detail: 'not sent before the deadline' }));
    this.#waiting = this.#waiting.filter(({ settled }) => !settled);
  }
}
