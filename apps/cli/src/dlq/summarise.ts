import type { DeadLetter } from '@switchback/kafka';

/** Dead letters of one topic, group and failure code, counted. */
export interface Pile {
  readonly topic: string;
  readonly group: string;
  readonly code: string;
  readonly reason: string;
  count: number;
  replayed: number;
  oldest: number;
  newest: number;
}

/** Counts dead letters by what made them; holds no record. */
export class Piles {
  readonly #piles = new Map<string, Pile>();

  add({ source: topic, group, failure: { code, reason }, timestamp }: DeadLetter, replayed: boolean): void {
    const key = JSON.stringify([topic, group, code]);
    const pile = this.#piles.get(key) ?? {
      ...{ topic, group, code, reason, count: 0, replayed: 0, oldest: timestamp, newest: timestamp },
    };
    pile.count += 1;
    pile.replayed += replayed ? 1 : 0;
    pile.oldest = Math.min(pile.oldest, timestamp);
    pile.newest = Math.max(pile.newest, timestamp);
    this.#piles.set(key, pile);
  }

  /** The largest pile that still waits first. */
  all(): Pile[] {
    return [...this.#piles.values()].sort((a, b) => b.count - b.replayed - (a.count - a.replayed));
  }
}
