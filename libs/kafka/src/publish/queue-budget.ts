/** Counts what all shards hold together, and refuses more than the bounds. */
export class QueueBudget {
  readonly #maxRecords: number;
  readonly #maxBytes: number;
  #records = 0;
  #bytes = 0;

  constructor(bounds: { maxRecords: number; maxBytes: number }) {
    this.#maxRecords = bounds.maxRecords;
    this.#maxBytes = bounds.maxBytes;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False when there is no room; a record larger than the whole budget still goes when nothing else waits. */
  take(bytes: number): boolean {
    if (this.#records >= this.#maxRecords) return false;
    if (this.#records > 0 && this.#bytes + bytes > this.#maxBytes) return false;
    this.#records += 1;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
  }
}
