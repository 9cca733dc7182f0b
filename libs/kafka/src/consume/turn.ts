import type { Breaker } from '../lanes/breaker.ts';
import type { Leaving } from '../lanes/interrupted.ts';
import type { Slots } from '../lanes/slots.ts';

/** Leave to make one attempt, to be ended by exactly one call. */
export interface Turn {
  /** The handler was reached and answered, with whatever it said. */
  answered(): void;
  /** What every record needs is away; the subscription waits. */
  away(dependency: string): void;
}

class SlotTurn implements Turn {
  constructor(
    private readonly slots: Slots,
    private readonly breaker: Breaker,
  ) {}

  answered(): void {
    this.slots.give();
    this.breaker.answered();
  }

  away(dependency: string): void {
    this.slots.give();
    this.breaker.failed(dependency);
  }
}

/** @throws Interrupted when `leaving` fires first */
export const waitForTurn = async (slots: Slots, breaker: Breaker, leaving: Leaving): Promise<Turn> => {
  await breaker.pass(leaving);
  try {
    return await slots.take(leaving, () => new SlotTurn(slots, breaker));
  } catch (error) {
    breaker.abandoned();
    throw error;
  }
};

/**
 * A turn at once for who has a slot already, where nothing is away; else the slot is given back, and this waits for both.
 * @throws Interrupted, as a rejection, when `leaving` fires first
 */
export const turnWithSlot = (slots: Slots, breaker: Breaker, leaving: Leaving): Turn | Promise<Turn> => {
  if (breaker.dependency === undefined) return new SlotTurn(slots, breaker);
  slots.give();
  return waitForTurn(slots, breaker, leaving);
};
