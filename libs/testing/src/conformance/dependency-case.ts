import { deepStrictEqual, ok } from 'node:assert/strict';
import { consumerStatus, expectLastVersion, expectNoDeadLetter } from './judge.ts';
import type { Trial } from './trial.ts';

/**
 * What every record needs is away: the consumer pauses, or parks the records as durable work, stays alive, dead-letters
 * nothing, and catches up by itself when it is back. Meanwhile the group rebalances: who takes over what waits must find out too.
 */
export const waitsForDependency = async (trial: Trial, name: string): Promise<void> => {
  const takeAway = trial.harness.takeAway[name];
  ok(takeAway, `the harness cannot take ${name} away`);
  await trial.settled();
  const first = trial.member;
  const second = await trial.join();
  await trial.settled();
  const bringBack = await takeAway();
  const all = Array.from({ length: 12 }, () => trial.subject());
  try {
    await trial.publish(...all.map((subject) => trial.record(subject)));
    await trial.until(
      'the consumer to pause or to park',
      async () =>
        (await Promise.all([first, second].map(consumerStatus))).includes('paused') || (await trial.lag()) === 0n,
    );
    const { status } = await fetch(`${trial.member.managementUrl}/health/live`);
    deepStrictEqual(status, 200, `a restart was asked for because ${name} is away`);
    await first.stop();
    await trial.until('the last member to take over', async () => {
      const { members, stable } = await trial.group();
      return stable && members === 1;
    });
  } finally {
    await bringBack();
  }
  for (const subject of all) await expectLastVersion(trial, subject, 1);
  for (const subject of all) await expectNoDeadLetter(trial, subject);
  await trial.settled();
};
