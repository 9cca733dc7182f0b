import { Fifo } from './fifo.ts';
import type { Leaving } from './interrupted.ts';

export interface SlotWaiter {
  /** Called with a slot. Must not throw. */
  got(): void;
  /** No longer wants it. */
  readonly gone?: boolean;
}

/** How many handlers run at once. Whoever waits gets a slot in the order of asking. */
export class Slots {
  readonly #window: number;
  readonly #waiting = new Fifo<SlotWaiter>();
  #taken = 0;
  #handing = false;

  constructor(window: number) {
    this.#window = window;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Calls `got` as soon as a slot is had: at once where one is free. */
  acquire(waiter: SlotWaiter): void {
    this.#waiting.push(waiter);
    this.#handOut();
  }

  /** Resolves with what `got` makes as soon as a slot is had; rejects with `Interrupted` when `leaving` fires first. */
  take<T>(leaving: Leaving, got: () => T): Promise<T> {
    return leaving.interrupt((resolve) => {
      const waiter = { got: () => resolve(got()), gone: false };
      this.acquire(waiter);
      return () => {
        waiter.gone = true;
      };
    });
  }

  give(): void {
    this.#taken -= 1;
    this.#handOut();
  }

  /** In a loop, not by recursion: who gets a slot may give it back at once, thousands of times in a row. */
  #handOut(): void {
    if (this.#handing) return;
    this.#handing = true;
    try {
      while (this.#taken < this.#window) {
        const next = this.#waiting.shift();
        if (!next) break;
        if (next.gone) continue;
        this.#taken += 1;
        next.got();
      }
    } finally {
      // A waiter that threw all the same must be heard of, not stop everybody else without a word.
      this.#handing = false;
    }
  }
}
