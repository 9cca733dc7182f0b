/** A wait that ended because the service stops or the partition is being taken away: the record comes again. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Says once that waits must end. An AbortSignal would do, but its listeners are a list: with hundreds of waits on one,
 * each end of a wait walks it.
 */
export class Leaving {
  readonly #waits = new Set<() => void>();
  #fired = false;

  get fired(): boolean {
    return this.#fired;
  }

  fire(): void {
    this.#fired = true;
    for (const end of this.#waits) end();
    this.#waits.clear();
  }

  /**
   * Resolves with what `start`'s argument is called with, or rejects with `Interrupted` as soon as this fires; what
   * `start` gave back runs then.
   */
  interrupt<T = void>(start: (resolve: (value: T) => void) => () => void): Promise<T> {
    if (this.#fired) return Promise.reject(new Interrupted());
    return new Promise((resolve, reject) => {
      const end = () => {
        undo();
        reject(new Interrupted());
      };
      this.#waits.add(end);
      const undo = start((value) => {
        this.#waits.delete(end);
        resolve(value);
      });
    });
  }
}
