import type { Leaving } from './interrupted.ts';

/** How many handlers run at once. Whoever waits gets a slot in the order of asking. */
export class Slots {
  readonly #window: number;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(window: number) {
    this.#window = window;
  }

  get taken(): number {
    return this.#taken;
  }

  /** False when all are taken. */
  tryTake(): boolean {
    if (this.#taken >= this.#window) return false;
    this.#taken += 1;
    return true;
  }

  /** Resolves with what `got` makes as soon as a slot is had; rejects with `Interrupted` when `leaving` fires first. */
  take<T>(leaving: Leaving, got: () => T): Promise<T> {
    if (this.tryTake()) return Promise.resolve(got());
    // Who gives a slot hands it on, so that nobody overtakes.
    return leaving.interrupt((resolve) => {
      const given = () => resolve(got());
      this.#waiting.add(given);
      return () => this.#waiting.delete(given);
    });
  }

  give(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
