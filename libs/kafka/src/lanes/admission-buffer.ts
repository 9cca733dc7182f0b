/** What is admitted and not done yet, bounded in records and bytes. One record larger than the bound fits when it is alone. */
export class AdmissionBuffer {
  readonly #limits: { readonly records: number; readonly bytes: number };
  readonly #waiting: (() => void)[] = [];
  #records = 0;
  #bytes = 0;

  constructor(limits: { records: number; bytes: number }) {
    this.#limits = limits;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  hasRoom(bytes: number): boolean {
    return this.#records === 0 || (this.#records < this.#limits.records && this.#bytes + bytes <= this.#limits.bytes);
  }

  take(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
    this.wake();
  }

  /** Resolves when something was given back, or at `wake`. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
