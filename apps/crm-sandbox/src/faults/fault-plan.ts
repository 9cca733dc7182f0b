import { z } from 'zod';

/**
 * What can go wrong with a write. `reset-before`: the connection ends and nothing is done; `reset-after`: it is done, and
 * the connection ends instead of an answer; `late`: the connection ends at once and it is done `lateMs` later;
 * `error-before`, `error-after`: 500, with nothing or everything done; `hold-after`: it is done, and the answer comes
 * `holdMs` later.
 */
const writeFaults = ['reset-before', 'reset-after', 'late', 'error-before', 'error-after', 'hold-after'] as const;
/** What can happen at the read of a task: a person changes its status right after it was read. */
const readFaults = ['edit-after-read'] as const;
export type FaultKind = (typeof writeFaults)[number] | (typeof readFaults)[number];

export const faultScript = z.strictObject({
  seed: z.int(),
  /** The share of requests that go wrong. */
  rate: z.number().min(0).max(1),
  kinds: z.array(z.enum([...writeFaults, ...readFaults])).default([]),
  lateMs: z.int().min(0).max(60_000).default(500),
  holdMs: z.int().min(0).max(60_000).default(200),
  /** Keys of records that conflict: every batch with one of them is refused as a whole (409). */
  conflicting: z.array(z.string()).default([]),
  /** Keys of records that are never taken: a batch with one of them is faulty (400). */
  refusing: z.array(z.string()).default([]),
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

/** Decides the fate of each request by a script, and counts what was injected. */
export class FaultPlan {
  readonly injected = new Map<FaultKind, number>();
  /** Writes that are committed later. */
  pending = 0;
  /** Writes that are committed and not answered yet. */
  held = 0;
  /** Of those, how many the caller did not live to see answered. */
  cut = 0;
  #script: FaultScript | undefined;
  #random = randomFrom(0);

  set(script: FaultScript | undefined): void {
    this.#script = script;
    this.#random = randomFrom(script?.seed ?? 0);
  }

  get lateMs(): number {
    return this.#script?.lateMs ?? 0;
  }

  get holdMs(): number {
    return this.#script?.holdMs ?? 0;
  }

  isConflicting(key: string): boolean {
    return this.#script?.conflicting.includes(key) ?? false;
  }

  isRefusing(key: string): boolean {
    return this.#script?.refusing.includes(key) ?? false;
  }

  next(of: 'read' | 'write'): FaultKind | undefined {
    const script = this.#script;
    const names: readonly string[] = of === 'read' ? readFaults : writeFaults;
    const kinds = script?.kinds.filter((kind) => names.includes(kind)) ?? [];
    if (!script || kinds.length === 0 || this.#random() >= script.rate) return undefined;
    const kind = kinds[Math.floor(this.#random() * kinds.length)];
    if (kind) this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
    return kind;
  }
}
