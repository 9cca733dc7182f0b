/**
 * The signal of one attempt: fires when its time is over or the service stops. Made only when a handler asks for it;
 * for every record it would be the dearest part of handling one.
 */
export class AttemptSignal {
  readonly #stopping: AbortSignal;
  #stop: (() => void) | undefined;
  #controller: AbortController | undefined;
  #ended = false;

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#ended || this.#stopping.aborted) this.#controller.abort();
      else this.#follow();
    }
    return this.#controller.signal;
  }

  /** Fires it. */
  end(): void {
    this.#ended = true;
    this.#controller?.abort();
    this.release();
  }

  /** The attempt is over: what it held of the service's signal is let go. */
  release(): void {
    if (this.#stop) this.#stopping.removeEventListener('abort', this.#stop);
  }

  #follow(): void {
    this.#stop = () => this.end();
    this.#stopping.addEventListener('abort', this.#stop, { once: true });
  }
}
