import type { Seeded } from '../seeded.ts';
import type { Fault } from './fault.ts';

/** The faults that stand, and how often each struck. */
export class FaultPlan {
  readonly #seeded: Seeded;
  #faults: { readonly fault: Fault; struck: number; seen: number }[] = [];

  constructor(seeded: Seeded) {
    this.#seeded = seeded;
  }

  add(...faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ fault, struck: 0, seen: 0 })));
  }

  clear(): void {
    this.#faults = [];
  }

  list(): { fault: Fault; struck: number }[] {
    return this.#faults.map(({ fault, struck }) => ({ fault, struck }));
  }

  /** The first that hits this request, counted. */
  strike({ route, sessionId }: { route: string; sessionId: string | undefined }): Fault | undefined {
    for (const [at, entry] of this.#faults.entries()) {
      const { fault, struck } = entry;
      if (fault.route !== undefined && fault.route !== route) continue;
      if (fault.sessionId !== undefined && fault.sessionId !== sessionId) continue;
      if (fault.times > 0 && struck >= fault.times) continue;
      entry.seen += 1;
      if (this.#seeded.number('fault', at, entry.seen) >= fault.rate) continue;
      entry.struck += 1;
      return fault;
    }
    return undefined;
  }
}
