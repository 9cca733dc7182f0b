/** Bodies up to this size may use the last eighth of the budget: large ones cannot shut them out. */
const SMALL_BYTES = 65_536;

/** Bounds the bytes of all bodies that are being read and verified; taken before reading. */
export class ReadingBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  /** Room for `bytes`, or undefined when there is none. */
  lease(bytes: number): ReadingLease | undefined {
    const lease = new ReadingLease((more, total) => this.#take(more, total));
    return lease.grow(bytes) ? lease : undefined;
  }

  #take(more: number, total: number): boolean {
    const ceiling = total <= SMALL_BYTES ? this.#limit : this.#limit - (this.#limit >> 3);
    if (more > 0 && this.#used + more > ceiling) return false;
    this.#used += more;
    return true;
  }
}

/** One body's part of the budget. */
export class ReadingLease {
  readonly #take: (more: number, total: number) => boolean;
  #held = 0;

  constructor(take: (more: number, total: number) => boolean) {
    this.#take = take;
  }

  /** Makes sure that `bytes` are held in all; false when there is no room. */
  grow(bytes: number): boolean {
    if (bytes <= this.#held) return true;
    if (!this.#take(bytes - this.#held, bytes)) return false;
    this.#held = bytes;
    return true;
  }

  end(): void {
    this.#take(-this.#held, 0);
    this.#held = 0;
  }
}
