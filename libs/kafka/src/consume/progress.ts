const STALLED_AFTER_MS = 600_000;

export interface ConsumerHealth {
  readonly status: 'idle' | 'progressing' | 'paused' | 'draining' | 'stalled' | 'down';
  readonly detail?: string;
}

/**
 * What a consumer is doing, for health: alive and heart-beating is not enough, records must get done. Ten minutes is
 * longer than the longest retry budget.
 */
export class Progress {
  readonly #now: () => number;
  readonly #working = new Map<number, number>();
  #next = 0;
  #paused: string | undefined;
  #state: 'starting' | 'running' | 'draining' | 'crashed' = 'starting';

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  set state(state: 'starting' | 'running' | 'draining' | 'crashed') {
    this.#state = state;
  }

  /** A record is being worked on until the returned function is called. */
  begin(): () => void {
    const id = (this.#next += 1);
    this.#working.set(id, this.#now());
    return () => this.#working.delete(id);
  }

  /** The dependency that every record waits for, or undefined when it is back. */
  pause(dependency: string | undefined): void {
    this.#paused = dependency;
  }

  health(): ConsumerHealth {
    if (this.#state === 'crashed' || this.#state === 'starting') return { status: 'down', detail: this.#state };
    if (this.#state === 'draining') return { status: 'draining' };
    if (this.#paused) return { status: 'paused', detail: this.#paused };
    const oldest = Math.min(...this.#working.values());
    if (this.#now() - oldest > STALLED_AFTER_MS)
      return { status: 'stalled', detail: `a record for ${Math.round((this.#now() - oldest) / 1_000)} s` };
    return { status: this.#working.size > 0 ? 'progressing' : 'idle' };
  }
}
