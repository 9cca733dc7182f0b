import { describe, expect, it } from '@jest/globals';
import { VirtualClock, settle } from '../../test/virtual-clock.ts';
import { Breaker } from './breaker.ts';
import { Leaving } from './interrupted.ts';

const scene = () => {
  const clock = new VirtualClock();
  const changes: (string | undefined)[] = [];
  const held = { times: 0 };
  const breaker = new Breaker({
    clock,
    random: () => 1,
    onChange: (dependency) => changes.push(dependency),
    onHold: () => (held.times += 1),
  });
  const passed: string[] = [];
  const pass = (name: string, leaving = new Leaving()) => {
    breaker.pass(leaving).then(
      () => passed.push(name),
      () => passed.push(`${name} left`),
    );
    return leaving;
  };
  return { clock, changes, breaker, passed, pass, held };
};

describe('Breaker', () => {
  it('lets everything pass while nothing is away', async () => {
    const { passed, pass } = scene();
    pass('a');
    await settle();
    expect(passed).toEqual(['a']);
  });

  it('lets one record probe at a time, after growing waits, and all go on at the first answer', async () => {
    const { clock, breaker, passed, pass, changes } = scene();
    breaker.failed('DATABASE_UNAVAILABLE');
    breaker.failed('DATABASE_UNAVAILABLE');
    for (const name of ['a', 'b', 'c']) pass(name);
    await clock.advance(249);
    expect(passed).toEqual([]);
    await clock.advance(10);
    expect(passed).toEqual(['a']);
    breaker.failed('DATABASE_UNAVAILABLE');
    await clock.advance(499);
    expect(passed).toEqual(['a']);
    await clock.advance(10);
    expect(passed).toEqual(['a', 'b']);
    breaker.answered();
    await settle();
    expect(passed).toEqual(['a', 'b', 'c']);
    expect(changes).toEqual(['DATABASE_UNAVAILABLE', undefined]);
  });

  it('lets another record probe when the one that did goes away', async () => {
    const { clock, breaker, passed, pass } = scene();
    breaker.failed('BROKER_UNAVAILABLE');
    const leaving = pass('a');
    pass('b');
    leaving.fire();
    await clock.advance(260);
    expect(passed).toEqual(['a left', 'b']);
    breaker.abandoned();
    pass('c');
    await clock.advance(260);
    expect(passed).toEqual(['a left', 'b', 'c']);
  });

  // A rebalance during an outage once took every waiting record away and left the partitions paused: nobody ever probed.
  it('wants records again when none is left to probe with', async () => {
    const { clock, breaker, passed, pass, held } = scene();
    breaker.failed('DATABASE_UNAVAILABLE');
    expect(breaker.holds).toBe(false);
    const leaving = pass('a');
    pass('b', leaving);
    expect([breaker.holds, held.times]).toEqual([true, 1]);
    leaving.fire();
    await settle();
    expect(breaker.holds).toBe(false);
    await clock.advance(5_000);
    pass('c');
    expect([breaker.holds, held.times]).toEqual([true, 2]);
    await clock.advance(260);
    expect(passed).toEqual(['a left', 'b left', 'c']);
    expect(breaker.holds).toBe(true);
    breaker.answered();
    expect(breaker.holds).toBe(false);
  });
});
