import { AdmissionBuffer } from '../lanes/admission-buffer.ts';
import type { Clock } from '../lanes/clock.ts';
import { Committer } from '../lanes/committer.ts';
import { DoneAhead } from '../lanes/done-ahead.ts';
import { LaneScheduler } from '../lanes/lane-scheduler.ts';
import type { Leaving } from '../lanes/interrupted.ts';
import type { LaneRecord } from '../lanes/lane-scheduler.ts';
import type { Slots } from '../lanes/slots.ts';
import { Tenure } from '../lanes/tenure.ts';
import type { ConsumerLimits } from './consumer-limits.ts';
import { Heartbeats } from './heartbeats.ts';
import type { FetchedBatch, LogConsumer, LogConsumerEvents, TopicPartition } from './log-consumer.ts';

/** Things that are counted, not acted on. */
export interface RunEvents {
  rebalanced(): void;
  redelivered(topic: string, kind: 'done-before' | 'running-already'): void;
  commitFailed(error: unknown): void;
}

export interface RunOptions<R extends LaneRecord> {
  readonly consumer: LogConsumer;
  readonly limits: ConsumerLimits;
  readonly clock: Clock;
  readonly read: (batch: FetchedBatch, message: FetchedBatch['messages'][number]) => R;
  /** How many records are in hand at once. */
  readonly slots: Slots;
  /** Brings a record to its end, called with a slot that it gives back; rejects only with `Interrupted`. */
  readonly handle: (record: R, leaving: () => Leaving) => Promise<void>;
  /** True while the topic's partitions are to stay paused because a dependency is away. */
  readonly held: (topic: string) => boolean;
  /** Ends the process: the consumer has crashed, or this library has a bug. */
  readonly onFatal: (error: unknown) => void;
  readonly events: RunEvents;
}

/** Records taken of a batch before timers may run. */
const BREATH = 256;

const idOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * Admits fetched records into lanes as far as the limits allow, commits what is done, and keeps both right through
 * rebalances. Topics are names on the wire.
 */
export class ConsumerRun<R extends LaneRecord> implements LogConsumerEvents {
  readonly lanes: LaneScheduler<R>;
  readonly buffer: AdmissionBuffer;
  readonly #options: RunOptions<R>;
  readonly #committer: Committer;
  #tenures: ReadonlyMap<string, Tenure> = new Map();
  #draining = false;

  constructor(options: RunOptions<R>) {
    const { limits, clock, consumer, slots, handle, onFatal, events } = options;
    this.#options = options;
    this.buffer = new AdmissionBuffer(limits);
    this.lanes = new LaneScheduler({
      buffer: this.buffer,
      slots,
      clock,
      handle,
      // What an older tenure leaves in a lane may be what the current one waits for.
      onDone: (tenure) => this.#reconcile(tenure.left ? this.#tenures.get(idOf(tenure)) : tenure),
      onBug: onFatal,
    });
    this.#committer = new Committer({
      clock,
      intervalMs: limits.commitIntervalMs,
      tenures: () => this.tenures(),
      commit: (offsets) => consumer.commit(offsets),
      onFailure: (error) => events.commitFailed(error),
    });
  }

  tenures(): Iterable<Tenure> {
    return this.#tenures.values();
  }

  async start(topics: readonly string[]): Promise<void> {
    await this.#options.consumer.start(topics, this);
    this.#committer.start();
  }

  /** Takes nothing more, lets running handlers finish within `drainMs`, commits what they did, leaves the group. */
  async drain(): Promise<'clean' | 'forced'> {
    const { clock, limits, consumer } = this.#options;
    this.#draining = true;
    this.#leaveAll();
    let cancel: () => void = () => undefined;
    const grace = new Promise<void>((resolve) => {
      cancel = clock.after(limits.drainMs, resolve);
    });
    await Promise.race([this.lanes.idle(), grace]);
    cancel();
    this.#committer.stop();
    // A commit after the consumer began to stop would be lost without a word.
    await this.#committer.flush();
    return consumer.stop(limits.drainMs);
  }

  async onBatch(batch: FetchedBatch): Promise<void> {
    const tenure = this.#tenures.get(idOf(batch));
    if (!tenure) return;
    tenure.end = batch.end;
    const heartbeats = new Heartbeats(
      () => batch.heartbeat(),
      this.#options.clock,
      () => this.buffer.wake(),
    );
    try {
      await this.#take(batch, tenure, heartbeats);
    } finally {
      heartbeats.stop();
      // It may have been its turn and not have used it.
      this.buffer.wake();
    }
  }

  async #take(batch: FetchedBatch, tenure: Tenure, heartbeats: Heartbeats): Promise<void> {
    let taken: string | undefined;
    try {
      let looked = 0;
      for (const message of batch.messages) {
        // Records that wait for nothing, e.g. those of other types, would keep timers and so the heartbeats from running.
        if ((looked += 1) % BREATH === 0) await this.#breathe();
        const record = this.#options.read(batch, message);
        // Fetched twice, e.g. while the partition's leader moved.
        if (tenure.tracker.next !== undefined && record.offset < tenure.tracker.next) continue;
        let wanted = this.#wants(record, tenure);
        while (wanted && !this.buffer.hasRoom(record.bytes)) {
          await this.buffer.turn();
          heartbeats.check();
          wanted = this.#wants(record, tenure);
        }
        // From the last look to the admission nothing is awaited: two batches that wait for the same room must not both take it.
        if (!wanted || batch.stale()) return;
        const admission = this.lanes.admit(record, tenure);
        taken = message.offset;
        if (admission !== 'admitted') this.#options.events.redelivered(batch.topic, admission);
      }
    } finally {
      // Once a batch: it is dear. Not after the assignment: the position would be the next one's.
      if (taken !== undefined && !tenure.left) batch.taken(taken);
    }
  }

  #breathe(): Promise<void> {
    return new Promise((resolve) => void this.#options.clock.after(0, resolve));
  }

  onEmptyBatch(of: TopicPartition, lastOffset: bigint): void {
    this.#tenures.get(idOf(of))?.tracker.pass(lastOffset);
  }

  onAssigned(partitions: readonly TopicPartition[]): void {
    this.#leaveAll();
    const before = this.#tenures;
    this.#tenures = new Map(
      partitions.map((of) => {
        const id = idOf(of);
        const doneAhead = before.get(id)?.doneAhead ?? new DoneAhead();
        return [id, new Tenure(of, doneAhead, this.#options.clock.now())];
      }),
    );
    this.#options.events.rebalanced();
    // A pause outlives the assignment it was made in.
    this.#options.consumer.resume(partitions);
    this.reconcileAll();
  }

  onRevoking(): void {
    // The broker still takes a commit of this generation: what it has is not done again by the next owner.
    void this.#committer.flush();
    this.#leaveAll();
  }

  onCrash(error: Error): void {
    this.#options.onFatal(error);
  }

  /** Pauses and resumes what must be, after a dependency went away or came back. */
  reconcileAll(): void {
    for (const tenure of this.#tenures.values()) this.#reconcile(tenure);
  }

  #leaveAll(): void {
    for (const tenure of this.#tenures.values()) tenure.leave();
    this.buffer.wake();
  }

  /** False when the partition is held back by itself, so that it does not hold the others, or is being taken away. */
  #wants(record: R, tenure: Tenure): boolean {
    return !tenure.left && !this.#draining && !this.#isOver(tenure, record);
  }

  #isOver(tenure: Tenure, record: R): boolean {
    const { limits } = this.#options;
    if (this.lanes.depthOf(record.lane) >= limits.laneDepth) tenure.fullLane = record.lane;
    else if (tenure.tracker.span < limits.partitionSpan && !tenure.paused) return false;
    this.#reconcile(tenure);
    return true;
  }

  #mustPause(tenure: Tenure): boolean {
    const { limits, held } = this.#options;
    // Half of a limit before it goes on again: each change costs a fetch that is thrown away.
    const share = tenure.paused ? 0.5 : 1;
    if (held(tenure.topic)) return true;
    if (tenure.fullLane !== undefined && this.lanes.depthOf(tenure.fullLane) < limits.laneDepth * share)
      tenure.fullLane = undefined;
    return tenure.fullLane !== undefined || tenure.tracker.span >= limits.partitionSpan * share;
  }

  #reconcile(tenure: Tenure | undefined): void {
    if (!tenure || tenure.left || this.#draining) return;
    const pause = this.#mustPause(tenure);
    if (pause === tenure.paused) return;
    tenure.paused = pause;
    const of = [{ topic: tenure.topic, partition: tenure.partition }];
    if (pause) this.#options.consumer.pause(of);
    else this.#options.consumer.resume(of);
  }
}
