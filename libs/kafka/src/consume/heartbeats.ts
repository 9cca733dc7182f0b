import type { Clock } from '../lanes/clock.ts';

const HEARTBEAT_MS = 1_000;

/**
 * Heartbeats for as long as a batch is being taken; kafkajs sends none meanwhile. By time and not by wait: under load
 * room comes every moment, so that no single wait lasts until a heartbeat is due.
 */
export class Heartbeats {
  readonly #beat: () => Promise<void>;
  readonly #clock: Clock;
  readonly #onLost: () => void;
  #cancel: () => void = () => undefined;
  #lost: { readonly error: unknown } | undefined;

  constructor(beat: () => Promise<void>, clock: Clock, onLost: () => void) {
    this.#beat = beat;
    this.#clock = clock;
    this.#onLost = onLost;
    this.#next();
  }

  /** @throws what a heartbeat threw: also the first to hear of a rebalance; thrown on, so that kafkajs joins again */
  check(): void {
    if (this.#lost) throw this.#lost.error as Error;
  }

  stop(): void {
    this.#cancel();
  }

  #next(): void {
    this.#cancel = this.#clock.after(HEARTBEAT_MS, () => {
      this.#next();
      this.#beat().catch((error: unknown) => {
        this.#lost = { error };
        this.#onLost();
      });
    });
  }
}
