import type { Clock } from './clock.ts';
import type { Leaving } from './interrupted.ts';

const FIRST_PROBE_MS = 250;
const MAX_PROBE_MS = 30_000;

/**
 * Holds every record of a subscription back while what all of them need is away. One record at a time probes, after
 * growing waits; the first answer lets all go on. Nobody's budget is burnt.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onChange: (dependency: string | undefined) => void;
  readonly #onHold: () => void;
  readonly #waiting = new Set<() => void>();
  #dependency: string | undefined;
  #failures = 0;
  #probing = false;
  #cancel: () => void = () => undefined;

  constructor(given: {
    clock: Clock;
    random: () => number;
    onChange: (dependency: string | undefined) => void;
    /** `holds` has become true. */
    onHold: () => void;
  }) {
    this.#onHold = given.onHold;
    this.#clock = given.clock;
    this.#random = given.random;
    this.#onChange = given.onChange;
  }

  /** What is away, as a failure code; undefined when nothing is. */
  get dependency(): string | undefined {
    return this.#dependency;
  }

  /**
   * True while no further records are wanted: something is away, and there is a record to probe with. Without one, e.g.
   * after a rebalance took them all, nobody would ever find out that it is back.
   */
  get holds(): boolean {
    return this.#dependency !== undefined && (this.#probing || this.#waiting.size > 0);
  }

  /** Resolves at once when nothing is away, else when it is this record's turn to probe or all may go on. */
  async pass(leaving: Leaving): Promise<void> {
    if (this.#dependency === undefined) return;
    await leaving.interrupt((go) => {
      this.#waiting.add(go);
      if (this.#waiting.size === 1) this.#onHold();
      return () => this.#waiting.delete(go);
    });
  }

  /** An attempt found the dependency away. */
  failed(dependency: string): void {
    const first = this.#dependency === undefined;
    // Attempts that ran when it broke all fail now; they are one failure.
    if (!first && !this.#probing) return;
    this.#probing = false;
    this.#failures = first ? 1 : this.#failures + 1;
    this.#dependency = dependency;
    if (first) this.#onChange(dependency);
    this.#arm();
  }

  /** An attempt got an answer of any kind. */
  answered(): void {
    if (this.#dependency === undefined) return;
    this.#dependency = undefined;
    this.#failures = 0;
    this.#probing = false;
    this.#cancel();
    this.#onChange(undefined);
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** An attempt ended without telling anything, e.g. because its partition went away. */
  abandoned(): void {
    if (this.#dependency === undefined || !this.#probing) return;
    this.#probing = false;
    this.#arm();
  }

  #arm(): void {
    const full = Math.min(MAX_PROBE_MS, FIRST_PROBE_MS * 2 ** (this.#failures - 1));
    this.#cancel();
    this.#cancel = this.#clock.after(Math.round(full * (0.5 + 0.5 * this.#random())), () => this.#probe());
  }

  #probe(): void {
    const [go] = this.#waiting;
    if (go === undefined) {
      this.#arm();
      return;
    }
    this.#waiting.delete(go);
    this.#probing = true;
    go();
  }
}
