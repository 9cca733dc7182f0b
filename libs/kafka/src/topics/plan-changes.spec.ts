import { describe, expect, it } from '@jest/globals';
import { planChanges } from './plan-changes.ts';

const settings = {
  'retention.ms': '1000',
  'max.message.bytes': '500',
  'min.insync.replicas': '2',
  'cleanup.policy': 'delete',
};
const now = { partitions: 6, replicationFactor: 3, settings };
const plan = (change: object, options = {}) => planChanges(now, { ...now, ...change }, options);
const refused = (name: string, to: string) => plan({ settings: { ...settings, [name]: to } })[0]?.refused;

describe('planChanges', () => {
  it('has nothing to do where nothing differs', () => {
    expect(plan({})).toEqual([]);
  });

  it.each([
    ['retention.ms', '2000'],
    ['retention.ms', '-1'],
    ['max.message.bytes', '501'],
    ['min.insync.replicas', '3'],
  ])('makes %s larger: %s', (name, to) => {
    expect(plan({ settings: { ...settings, [name]: to } })).toEqual([
      { what: name, from: settings[name as keyof typeof settings], to, refused: undefined },
    ]);
  });

  it.each([
    ['retention.ms', '999', /deletes records/],
    ['max.message.bytes', '499', /refuses records/],
    ['min.insync.replicas', '1', /lose what was acknowledged/],
    ['min.insync.replicas', '4', /nothing could be written/],
    ['cleanup.policy', 'compact', /records that are there/],
  ])('refuses %s %s', (name, to, why) => {
    expect(refused(name, to)).toMatch(why);
  });

  it('adds partitions only when that is asked for, and never removes one', () => {
    expect(plan({ partitions: 12 })[0]?.refused).toMatch(/overtake/);
    expect(plan({ partitions: 12 }, { addPartitions: true })[0]?.refused).toBeUndefined();
    expect(plan({ partitions: 3 }, { addPartitions: true })[0]?.refused).toMatch(/cannot remove/);
  });
});
