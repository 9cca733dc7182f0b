import type { DoneAhead } from './done-ahead.ts';
import { Leaving } from './interrupted.ts';
import { OffsetTracker } from './offset-tracker.ts';
import type { InFlight } from './offset-tracker.ts';

/**
 * One partition for as long as one assignment holds (an epoch): a completion that comes after it must not move the
 * state of the next one (confluentinc/parallel-consumer#875).
 */
export class Tenure {
  readonly tracker = new OffsetTracker();
  /** Fires when the partition is being taken away, or might be. */
  readonly leaving = new Leaving();
  /** The lane whose queue is full, when that is why the partition pauses. */
  fullLane: string | undefined;
  paused = false;
  /** The next offset to read as the broker knows it; undefined before anything was committed in this tenure. */
  committed: bigint | undefined;
  /** The partition's end as of the last fetch. */
  end: bigint | undefined;
  /** When the watermark moved last, or work came after none. */
  movedAt: number;
  readonly topic: string;
  readonly partition: number;
  readonly doneAhead: DoneAhead;

  constructor(of: { topic: string; partition: number }, doneAhead: DoneAhead, now: number) {
    this.topic = of.topic;
    this.partition = of.partition;
    this.doneAhead = doneAhead;
    this.movedAt = now;
  }

  get left(): boolean {
    return this.leaving.fired;
  }

  leave(): void {
    if (this.left) return;
    this.leaving.fire();
    for (const entry of this.tracker.done()) this.doneAhead.add(entry);
  }

  admit(offset: bigint, timestamp: number, now: number): InFlight {
    if (this.tracker.size === 0) this.movedAt = now;
    this.committed ??= offset;
    return this.tracker.admit(offset, timestamp);
  }

  complete(entry: InFlight, now: number): void {
    const { oldest } = this.tracker;
    if (!this.tracker.complete(entry)) return;
    // What was done before stands there since the leave.
    if (this.left) this.doneAhead.add(entry);
    if (entry === oldest) this.movedAt = now;
  }

  noteCommitted(next: bigint): void {
    if (this.committed === undefined || next > this.committed) this.committed = next;
    this.tracker.forget(next);
    this.doneAhead.committed(next);
  }
}
