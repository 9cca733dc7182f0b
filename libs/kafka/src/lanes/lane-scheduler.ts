import type { AdmissionBuffer } from './admission-buffer.ts';
import type { Clock } from './clock.ts';
import { Interrupted } from './interrupted.ts';
import type { Leaving } from './interrupted.ts';
import type { InFlight } from './offset-tracker.ts';
import type { SlotWaiter, Slots } from './slots.ts';
import type { Tenure } from './tenure.ts';

export interface LaneRecord {
  readonly offset: bigint;
  /** Broker timestamp in milliseconds. */
  readonly timestamp: number;
  /** Records of one lane are handled one after the other. */
  readonly lane: string;
  readonly bytes: number;
}

interface Entry<R> {
  readonly record: R;
  /** The tenure it counts for, and its place there: of a later one, when the record came again while it was running. */
  tenure: Tenure;
  inFlight: InFlight;
  running: boolean;
}

interface Lane<R> extends SlotWaiter {
  readonly key: string;
  readonly queue: Entry<R>[];
}

export type Admission = 'admitted' | 'done-before' | 'running-already';

interface SchedulerOptions<R> {
  readonly buffer: AdmissionBuffer;
  readonly slots: Slots;
  readonly clock: Clock;
  /**
   * Brings a record to its end. Called with a slot, which it gives back. Rejects with `Interrupted` when `leaving()` fired
   * in a wait; no other error may come.
   */
  readonly handle: (record: R, leaving: () => Leaving) => Promise<void>;
  readonly onDone: (tenure: Tenure) => void;
  /** A rejection that is not `Interrupted`: a bug of this library. */
  readonly onBug: (error: unknown) => void;
}

/**
 * One lane per (topic, partition, key): the head runs, the others wait behind it in order; lanes run side by side, as far
 * as there are slots. Lanes outlive an assignment, so a head that still runs is waited for also by what comes in the next
 * one. A lane that waits for a slot is a place in a queue and nothing else: under load most lanes do.
 */
export class LaneScheduler<R extends LaneRecord> {
  readonly #options: SchedulerOptions<R>;
  readonly #lanes = new Map<string, Lane<R>>();

  constructor(options: SchedulerOptions<R>) {
    this.#options = options;
  }

  get active(): number {
    return this.#lanes.size;
  }

  /** Records in the lane, the running one included. */
  depthOf(lane: string): number {
    return this.#lanes.get(lane)?.queue.length ?? 0;
  }

  get deepest(): number {
    let deepest = 0;
    for (const { queue } of this.#lanes.values()) deepest = Math.max(deepest, queue.length);
    return deepest;
  }

  /** Takes a record into its lane and its tenure. Must be called in the order of offsets. */
  admit(record: R, tenure: Tenure): Admission {
    const { clock, buffer } = this.#options;
    const now = clock.now();
    const inFlight = tenure.admit(record.offset, record.timestamp, now);
    if (tenure.doneAhead.has(record.offset, record.timestamp)) {
      tenure.complete(inFlight, now);
      return 'done-before';
    }
    const lane = this.#lanes.get(record.lane);
    const head = lane?.queue[0];
    if (head?.running && head.record.offset === record.offset && head.record.timestamp === record.timestamp) {
      head.tenure = tenure;
      head.inFlight = inFlight;
      return 'running-already';
    }
    buffer.take(record.bytes);
    const entry: Entry<R> = { record, tenure, inFlight, running: false };
    if (lane) lane.queue.push(entry);
    else this.#open(record.lane, entry);
    return 'admitted';
  }

  /** Resolves when no lane is left. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await this.#options.buffer.change();
  }

  #open(key: string, entry: Entry<R>): void {
    const lane: Lane<R> = { key, queue: [entry], got: () => this.#start(lane) };
    this.#lanes.set(key, lane);
    this.#options.slots.acquire(lane);
  }

  /** Takes the head in hand; called with a slot. */
  #start(lane: Lane<R>): void {
    const { handle, slots, onBug, clock } = this.#options;
    this.#dropLeft(lane);
    const [entry] = lane.queue;
    if (!entry) {
      slots.give();
      return;
    }
    entry.running = true;
    handle(entry.record, () => entry.tenure.leaving).then(
      () => {
        entry.tenure.complete(entry.inFlight, clock.now());
        this.#end(lane, entry);
      },
      (error: unknown) => {
        if (!(error instanceof Interrupted)) onBug(error);
        // It came again before its interruption was heard of: the current tenure waits for it.
        else if (!entry.tenure.left) {
          entry.running = false;
          slots.acquire(lane);
          return;
        }
        this.#end(lane, entry);
      },
    );
  }

  #end(lane: Lane<R>, entry: Entry<R>): void {
    this.#drop(lane, entry);
    this.#dropLeft(lane);
    if (lane.queue.length > 0) this.#options.slots.acquire(lane);
  }

  /** Of tenures that are over: their records come again, behind these. */
  #dropLeft(lane: Lane<R>): void {
    for (let head = lane.queue[0]; head?.tenure.left; head = lane.queue[0]) this.#drop(lane, head);
  }

  #drop(lane: Lane<R>, head: Entry<R>): void {
    const { buffer, onDone } = this.#options;
    lane.queue.shift();
    if (lane.queue.length === 0) this.#lanes.delete(lane.key);
    buffer.give(head.record.bytes);
    onDone(head.tenure);
  }
}
