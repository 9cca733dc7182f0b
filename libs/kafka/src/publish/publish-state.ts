/** Whether publishing works, as health tells it: down only after it has failed for a while, or never worked. */
export class PublishState {
  readonly #downAfterMs: number;
  readonly #now: () => number;
  #connected = false;
  #failingSince: number | undefined;

  constructor(downAfterMs: number, now: () => number) {
    this.#downAfterMs = downAfterMs;
    this.#now = now;
  }

  /** An acknowledgement, a connection, or a broker that answers again. */
  succeeded(): void {
    this.#connected = true;
    this.#failingSince = undefined;
  }

  failed(): void {
    this.#failingSince ??= this.#now();
  }

  get failing(): boolean {
    return this.#failingSince !== undefined;
  }

  get down(): boolean {
    if (!this.#connected) return true;
    return this.#failingSince !== undefined && this.#now() - this.#failingSince >= this.#downAfterMs;
  }
}
