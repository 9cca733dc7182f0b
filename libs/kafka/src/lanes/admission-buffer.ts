/** A waiter is woken for so much room at once, where the bound is large: each wake-up costs as much as an admission. */
const burstOf = (records: number): number => Math.min(16, Math.max(1, records >> 6));

/** What is admitted and not done yet, bounded in records and bytes. One record larger than the bound fits when it is alone. */
export class AdmissionBuffer {
  readonly #limits: { readonly records: number; readonly bytes: number };
  /** Who waits for room, first come first served. */
  readonly #queue: (() => void)[] = [];
  /** Who waits for any change. */
  readonly #waiting: (() => void)[] = [];
  readonly #burst: number;
  #records = 0;
  #bytes = 0;
  /** Given back since somebody was woken. */
  #given = 0;

  constructor(limits: { records: number; bytes: number }) {
    this.#limits = limits;
    this.#burst = burstOf(limits.records);
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  hasRoom(bytes: number): boolean {
    return this.#records === 0 || (this.#records < this.#limits.records && this.#bytes + bytes <= this.#limits.bytes);
  }

  take(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
    this.#given += 1;
    // So few are left that no burst may ever come.
    if (this.#given >= this.#burst || this.#records < this.#burst) {
      this.#given = 0;
      this.#queue.shift()?.();
    }
    if (this.#waiting.length > 0) for (const resume of this.#waiting.splice(0)) resume();
  }

  /**
   * Resolves when it is the caller's turn to look for room. One look for each burst given back, in the order of asking: if
   * all looked at once, the first would take all room there ever is, and the others' keys would stand still meanwhile.
   */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** Resolves when something was given back, or at `wake`. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets everybody look. */
  wake(): void {
    for (const resume of [...this.#queue.splice(0), ...this.#waiting.splice(0)]) resume();
  }
}
