import { z } from 'zod';

/**
 * What can go wrong with a write. `reset-before`: the connection ends and nothing is done; `reset-after`: it is done, and
 * the connection ends instead of an answer; `late`: the connection ends at once and it is done `lateMs` later;
 * `error-before`, `error-after`: 500, with nothing or everything done.
 */
const faultKinds = ['reset-before', 'reset-after', 'late', 'error-before', 'error-after'] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultScript = z.strictObject({
  seed: z.int(),
  /** The share of writes that go wrong. */
  rate: z.number().min(0).max(1),
  kinds: z.array(z.enum(faultKinds)).min(1),
  lateMs: z.int().min(0).max(60_000).default(500),
});
export type FaultScript = z.output<typeof faultScript>;

/** Mulberry32: a small seeded generator; the same seed makes the same decisions. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Decides the fate of each write by a script, and counts what was injected. */
export class FaultPlan {
  readonly injected = new Map<FaultKind, number>();
  /** Writes that are committed later. */
  pending = 0;
  #script: FaultScript | undefined;
  #random = randomFrom(0);

  set(script: FaultScript | undefined): void {
    this.#script = script;
    this.#random = randomFrom(script?.seed ?? 0);
  }

  get lateMs(): number {
    return this.#script?.lateMs ?? 0;
  }

  next(): FaultKind | undefined {
    const script = this.#script;
    if (!script || this.#random() >= script.rate) return undefined;
    const kind = script.kinds[Math.floor(this.#random() * script.kinds.length)];
    if (kind) this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
    return kind;
  }
}
