import { createHash } from 'node:crypto';

export const actions = ['nothing', 'join', 'leave', 'kill', 'freeze', 'break-broker'] as const;
export type Action = (typeof actions)[number];

/** What is to happen at a tick, and to whom: a place in [0, 1) on whatever list the action chooses from. */
export interface Decision {
  readonly action: Action;
  readonly pick: number;
}

const weights: Readonly<Record<Action, number>> = {
  nothing: 40,
  join: 15,
  leave: 12,
  kill: 15,
  freeze: 10,
  'break-broker': 8,
};

/** A number in [0, 1) that depends on nothing but what is given. */
export const chance = (seed: number, ...of: readonly (string | number)[]): number =>
  createHash('sha256')
    .update([seed, ...of].join('/'))
    .digest()
    .readUInt32BE() /
  2 ** 32;

/** The whole plan of a run: the same seed and tick give the same decision, whatever has happened so far. */
export const decide = (seed: number, tick: number): Decision => {
  const total = actions.reduce((sum, action) => sum + weights[action], 0);
  let left = chance(seed, 'action', tick) * total;
  const action = actions.find((candidate) => (left -= weights[candidate]) < 0) ?? 'nothing';
  return { action, pick: chance(seed, 'pick', tick) };
};
