import type { AdmissionBuffer } from './admission-buffer.ts';
import type { Clock } from './clock.ts';
import { Interrupted } from './interrupted.ts';
import type { Leaving } from './interrupted.ts';
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
  /** The tenure it counts for: a later one, when the record came again while it was running. */
  tenure: Tenure;
}

export type Admission = 'admitted' | 'done-before' | 'running-already';

interface SchedulerOptions<R> {
  readonly buffer: AdmissionBuffer;
  readonly clock: Clock;
  /** Brings a record to its end. Rejects with `Interrupted` when `leaving()` fired in a wait; no other error may come. */
  readonly handle: (record: R, leaving: () => Leaving) => Promise<void>;
  readonly onDone: (tenure: Tenure) => void;
  /** A rejection that is not `Interrupted`: a bug of this library; the record stays in flight. */
  readonly onBug: (error: unknown) => void;
}

/**
 * One lane per (topic, partition, key): the head runs, the others wait behind it in order; lanes run side by side. Lanes
 * outlive an assignment, so a head that still runs is waited for also by what comes in the next one.
 */
export class LaneScheduler<R extends LaneRecord> {
  readonly #options: SchedulerOptions<R>;
  readonly #lanes = new Map<string, Entry<R>[]>();

  constructor(options: SchedulerOptions<R>) {
    this.#options = options;
  }

  get active(): number {
    return this.#lanes.size;
  }

  /** Records in the lane, the running one included. */
  depthOf(lane: string): number {
    return this.#lanes.get(lane)?.length ?? 0;
  }

  get deepest(): number {
    let deepest = 0;
    for (const queue of this.#lanes.values()) deepest = Math.max(deepest, queue.length);
    return deepest;
  }

  /** Takes a record into its lane and its tenure. Must be called in the order of offsets. */
  admit(record: R, tenure: Tenure): Admission {
    const { clock, buffer } = this.#options;
    tenure.admit(record.offset, record.timestamp, clock.now());
    if (tenure.doneAhead.has(record.offset, record.timestamp)) {
      this.#complete(record, tenure);
      return 'done-before';
    }
    const lane = this.#lanes.get(record.lane);
    const head = lane?.[0];
    if (head?.record.offset === record.offset && head.record.timestamp === record.timestamp) {
      head.tenure = tenure;
      return 'running-already';
    }
    buffer.take(record.bytes);
    const entry = { record, tenure };
    if (lane) lane.push(entry);
    else {
      const queue = [entry];
      this.#lanes.set(record.lane, queue);
      void this.#run(record.lane, queue);
    }
    return 'admitted';
  }

  /** Resolves when no lane is left. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await this.#options.buffer.change();
  }

  async #run(lane: string, queue: Entry<R>[]): Promise<void> {
    const { handle, onBug } = this.#options;
    for (let entry = queue[0]; entry; entry = queue[0]) {
      const current = entry;
      try {
        if (!entry.tenure.left) {
          await handle(entry.record, () => current.tenure.leaving);
          this.#complete(entry.record, entry.tenure);
        }
      } catch (error) {
        if (!(error instanceof Interrupted)) onBug(error);
      }
      queue.shift();
      if (queue.length === 0) this.#lanes.delete(lane);
      this.#options.buffer.give(entry.record.bytes);
      this.#options.onDone(entry.tenure);
    }
  }

  #complete({ offset, timestamp }: R, tenure: Tenure): void {
    tenure.complete(offset, timestamp, this.#options.clock.now());
  }
}
