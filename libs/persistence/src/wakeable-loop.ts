/**
 * Runs `round` when woken and at least every `intervalMs`, never twice at once. A wake during a round causes one more
 * round. `round` says whether there may be more to do at once.
 */
export class WakeableLoop {
  readonly #round: () => Promise<boolean>;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  #stopped = true;

  constructor(round: () => Promise<boolean>, intervalMs: number) {
    this.#round = round;
    this.#intervalMs = intervalMs;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  start(): void {
    this.#stopped = false;
    this.wake();
  }

  wake(): void {
    if (this.#stopped) return;
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  /** Resolves when the running round has ended; no further one starts. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false;
      if (await this.#round()) this.#wanted = true;
    }
    this.#running = undefined;
    if (!this.#stopped)
      this.#timer = setTimeout(() => {
        this.wake();
      }, this.#intervalMs);
  }
}
