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

  /** Rejects with `Interrupted` when `leaving` fires first. */
  async take(leaving: Leaving): Promise<void> {
    if (this.tryTake()) return;
    // Who gives a slot hands it on, so that nobody overtakes.
    await leaving.interrupt((got) => {
      this.#waiting.add(got);
      return () => this.#waiting.delete(got);
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
