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

/** Waits until nothing that every record needs is known to be away, then for one of the window's slots. */
export const takeTurn = async (slots: Slots, breaker: Breaker, leaving: Leaving): Promise<Turn> => {
  await breaker.pass(leaving);
  try {
    await slots.take(leaving);
  } catch (error) {
    breaker.abandoned();
    throw error;
  }
  return {
    answered: () => {
      slots.give();
      breaker.answered();
    },
    away: (dependency) => {
      slots.give();
      breaker.failed(dependency);
    },
  };
};
