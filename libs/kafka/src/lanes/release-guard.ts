const WINDOW_MS = 300_000;
const KEYS = 20;

/**
 * Tells a bad release from bad records: an unknown error that would dead-letter records of 20 keys within five minutes is
 * not 20 bad records. Once tripped it stays so until a record is handled.
 */
export class ReleaseGuard {
  readonly #seen = new Map<string, number>();
  #tripped = false;

  /** Notes that this key is about to be dead-lettered for an unknown error; true when it must wait instead. */
  trips(key: string, now: number): boolean {
    if (this.#tripped) return true;
    for (const [known, at] of this.#seen) if (now - at > WINDOW_MS) this.#seen.delete(known);
    this.#seen.set(key, now);
    this.#tripped = this.#seen.size >= KEYS;
    return this.#tripped;
  }

  handled(): void {
    if (!this.#tripped) return;
    this.#tripped = false;
    this.#seen.clear();
  }
}
