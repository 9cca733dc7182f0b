import type { InFlight } from './offset-tracker.ts';

/**
 * Offsets that this process has done above what is committed, in assignments that are over. Every join starts a partition
 * again at its committed offset, retained ones too; what stands here is not done a second time. The timestamp tells a
 * topic that was made anew.
 */
export class DoneAhead {
  readonly #done = new Map<bigint, number>();

  add({ offset, timestamp }: InFlight): void {
    this.#done.set(offset, timestamp);
  }

  has(offset: bigint, timestamp: number): boolean {
    return this.#done.size > 0 && this.#done.get(offset) === timestamp;
  }

  /** Forgets everything below the committed offset. */
  committed(next: bigint): void {
    for (const offset of this.#done.keys()) if (offset < next) this.#done.delete(offset);
  }

  get size(): number {
    return this.#done.size;
  }
}
