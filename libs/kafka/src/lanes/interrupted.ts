/** A wait that ended because the service stops or the partition is being taken away: the record comes again. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Resolves with `started`'s value, or rejects with `Interrupted` as soon as the signal fires. `undo` runs then. */
export const interruptible = <T>(signal: AbortSignal, start: (resolve: (value: T) => void) => () => void): Promise<T> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Interrupted());
      return;
    }
    const end = () => {
      undo();
      reject(new Interrupted());
    };
    const undo = start((value) => {
      signal.removeEventListener('abort', end);
      resolve(value);
    });
    signal.addEventListener('abort', end, { once: true });
  });
