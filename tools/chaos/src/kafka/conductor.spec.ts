import { describe, expect, it } from '@jest/globals';
import { actions, decide } from './conductor.ts';

const plan = (seed: number) => Array.from({ length: 300 }, (_, tick) => decide(seed, tick));

describe('decide', () => {
  it('makes the same plan from the same seed, and another from another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it('comes to every action', () => {
    expect(new Set(plan(7).map(({ action }) => action))).toEqual(new Set(actions));
  });

  it('decides a tick without those before it', () => {
    expect(decide(7, 200)).toEqual(plan(7)[200]);
  });
});
