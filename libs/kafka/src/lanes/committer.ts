import type { Clock } from './clock.ts';
import type { Tenure } from './tenure.ts';

export interface OffsetCommit {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly next: bigint;
}

interface CommitterOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly tenures: () => Iterable<Tenure>;
  readonly commit: (offsets: OffsetCommit[]) => Promise<void>;
  /** A commit that failed costs duplicates, never records; the next one covers it. */
  readonly onFailure: (error: unknown) => void;
}

/** Commits watermarks that moved, every interval, one request at a time. */
export class Committer {
  readonly #options: CommitterOptions;
  #cancel: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(this.#options.intervalMs, () => {
      void this.flush().finally(() => this.start());
    });
  }

  /** Commits what has moved up to now. Never rejects. */
  async flush(): Promise<void> {
    // What moved since the running commit took its snapshot needs one of its own.
    while (this.#running) await this.#running;
    this.#running = this.#commit().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  /** No further commit by time. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #commit(): Promise<void> {
    const moved = [...this.#options.tenures()].flatMap((tenure) => {
      const next = tenure.tracker.watermark;
      return next === undefined || next === tenure.committed ? [] : [{ tenure, next }];
    });
    if (moved.length === 0) return;
    try {
      await this.#options.commit(moved.map(({ tenure: { topic, partition }, next }) => ({ topic, partition, next })));
      for (const { tenure, next } of moved) tenure.noteCommitted(next);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }
}
