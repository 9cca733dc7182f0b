/** A record being worked on, or done and not committed yet. */
export interface InFlight {
  readonly offset: bigint;
  /** Broker timestamp in milliseconds. */
  readonly timestamp: number;
  done: boolean;
}

/**
 * The offsets of one partition that are being worked on. The watermark is the lowest of them, or the one after the
 * highest seen when there is none: gaps (compaction, transaction markers) need no case of their own
 * (JasperFx/wolverine#3161; "+1 until a hole" stalls for ever, spring-projects/spring-kafka#4258).
 *
 * A list in the order of offsets, since admission is in order: an entry is completed by itself, and nothing is looked up.
 */
export class OffsetTracker {
  /** Those not committed yet. */
  readonly #entries: InFlight[] = [];
  /** Of the lowest one that is not done; all before it are. */
  #lowest = 0;
  #size = 0;
  #next: bigint | undefined;

  /** @throws RangeError when the offset is not above all seen: admission is in order, or the watermark lies */
  admit(offset: bigint, timestamp: number): InFlight {
    if (this.#next !== undefined && offset < this.#next)
      throw new RangeError(`offset ${offset} was admitted after ${this.#next - 1n}`);
    const entry = { offset, timestamp, done: false };
    this.#entries.push(entry);
    this.#size += 1;
    this.#next = offset + 1n;
    return entry;
  }

  /** Nothing up to and including this offset is still to come: records that no reader sees end a batch. */
  pass(lastOffset: bigint): void {
    if (this.#next === undefined || lastOffset >= this.#next) this.#next = lastOffset + 1n;
  }

  /** False when it is done already: a completion that comes twice. */
  complete(entry: InFlight): boolean {
    if (entry.done) return false;
    entry.done = true;
    this.#size -= 1;
    while (this.#entries[this.#lowest]?.done) this.#lowest += 1;
    return true;
  }

  /** Everything below `next` is committed. */
  forget(next: bigint): void {
    let count = 0;
    for (
      let entry = this.#entries[0];
      count < this.#lowest && entry && entry.offset < next;
      entry = this.#entries[count]
    )
      count += 1;
    this.#entries.splice(0, count);
    this.#lowest -= count;
  }

  /** What is done and not committed, in the order of offsets. */
  done(): InFlight[] {
    return this.#entries.filter(({ done }) => done);
  }

  /** The offset after the highest seen; undefined before the first record. */
  get next(): bigint | undefined {
    return this.#next;
  }

  get size(): number {
    return this.#size;
  }

  /** The lowest record in flight. */
  get oldest(): InFlight | undefined {
    return this.#entries[this.#lowest];
  }

  /** Everything below is done. Never falls. Undefined before the first record. */
  get watermark(): bigint | undefined {
    return this.oldest?.offset ?? this.#next;
  }

  /** How far the highest record seen is ahead of the watermark, in offsets. */
  get span(): number {
    const { oldest } = this;
    return oldest === undefined || this.#next === undefined ? 0 : Number(this.#next - oldest.offset);
  }
}
