import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.ts';

describe('Slots', () => {
  it('lets a waiter that throws be heard of, and serves the ones after it', () => {
    const slots = new Slots(1);
    const served: number[] = [];
    slots.acquire({ got: () => served.push(1) });
    slots.acquire({
      got: () => {
        throw new Error('a bug');
      },
    });
    slots.acquire({ got: () => served.push(3) });
    expect(() => slots.give()).toThrow('a bug');
    slots.give();
    expect(served).toEqual([1, 3]);
  });
});
