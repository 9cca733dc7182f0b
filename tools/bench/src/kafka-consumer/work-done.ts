import type { Numbered } from './bench-topic.ts';

/** What was handled: each record once, in the order of its key. Anything else makes the bench fail rather than print. */
export class WorkDone {
  readonly #next = new Map<string, number>();
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  #count = 0;
  #fault: string | undefined;

  get count(): number {
    return this.#count;
  }

  begin({ key, seq }: Numbered): void {
    const expected = this.#next.get(key) ?? 0;
    if (seq !== expected) this.#fault ??= `${key}: record ${seq} came where ${expected} was due`;
    this.#next.set(key, seq + 1);
  }

  end(): void {
    this.#count += 1;
    for (const { count, resolve } of this.#waiting) if (this.#count >= count) resolve();
  }

  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#count >= count) resolve();
      else this.#waiting.push({ count, resolve });
    });
  }

  /** @throws Error unless exactly `count` records were handled in order */
  prove(count: number): void {
    if (this.#fault !== undefined) throw new Error(this.#fault);
    if (this.#count !== count) throw new Error(`${this.#count} records were handled, not ${count}`);
  }
}
