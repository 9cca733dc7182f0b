/**
 * The offsets of one partition that are being worked on. The watermark is the lowest of them, or the one after the
 * highest seen when there is none: gaps (compaction, transaction markers) need no case of their own
 * (JasperFx/wolverine#3161; "+1 until a hole" stalls for ever, spring-projects/spring-kafka#4258).
 */
export class OffsetTracker {
  /** Offset → broker timestamp, in the order of offsets, since admission is in order. */
  readonly #inFlight = new Map<bigint, number>();
  /** A live iterator: it passes over what was deleted, so finding the lowest costs O(1) on average. */
  #ascending = this.#inFlight.keys();
  #lowest: bigint | undefined;
  #next: bigint | undefined;

  /** @throws RangeError when the offset is not above all seen: admission is in order, or the watermark lies */
  admit(offset: bigint, timestamp: number): void {
    if (this.#next !== undefined && offset < this.#next)
      throw new RangeError(`offset ${offset} was admitted after ${this.#next - 1n}`);
    this.#inFlight.set(offset, timestamp);
    this.#next = offset + 1n;
  }

  /** Nothing up to and including this offset is still to come: records that no reader sees end a batch. */
  pass(lastOffset: bigint): void {
    if (this.#next === undefined || lastOffset >= this.#next) this.#next = lastOffset + 1n;
  }

  /** False when it was not in flight: a completion that comes twice, or of another assignment. */
  complete(offset: bigint): boolean {
    return this.#inFlight.delete(offset);
  }

  /** The offset after the highest seen; undefined before the first record. */
  get next(): bigint | undefined {
    return this.#next;
  }

  get size(): number {
    return this.#inFlight.size;
  }

  /** Everything below is done. Never falls. Undefined before the first record. */
  get watermark(): bigint | undefined {
    return this.#oldest() ?? this.#next;
  }

  /** Broker timestamp of the oldest record in flight, in milliseconds. */
  get oldestTimestamp(): number | undefined {
    const oldest = this.#oldest();
    return oldest === undefined ? undefined : this.#inFlight.get(oldest);
  }

  /** How far the highest record seen is ahead of the watermark, in offsets. */
  get span(): number {
    const { watermark } = this;
    return watermark === undefined || this.#next === undefined ? 0 : Number(this.#next - watermark);
  }

  #oldest(): bigint | undefined {
    while (this.#lowest === undefined || !this.#inFlight.has(this.#lowest)) {
      if (this.#inFlight.size === 0) return undefined;
      const { value, done } = this.#ascending.next();
      if (done) this.#ascending = this.#inFlight.keys();
      else this.#lowest = value;
    }
    return this.#lowest;
  }
}
