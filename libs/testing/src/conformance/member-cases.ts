import { deepStrictEqual, ok } from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { expectLastVersion } from './judge.ts';
import type { Trial } from './trial.ts';

const TRIES = 12;
const RECORDS = 40;

const subjects = (trial: Trial, count: number) => Array.from({ length: count }, () => trial.subject());
const done = async (trial: Trial, all: readonly string[]) => {
  const seen = await Promise.all(all.map((subject) => trial.harness.effects(subject)));
  return seen.filter((effects) => effects.length > 0).length;
};

/** Kills the member after the effect of a record and before its commit; false where the commit was faster. */
const killBetween = async (trial: Trial, subject: string): Promise<boolean> => {
  await trial.settled();
  await trial.publish(trial.record(subject));
  while ((await trial.harness.effects(subject)).length === 0) await turn();
  await trial.member.kill();
  const between = (await trial.lag()) > 0n;
  await trial.expel();
  await trial.join();
  return between;
};

/**
 * A record that comes again has no second effect: sent twice, and given out again because its consumer was killed between
 * effect and commit. That it fell between is checked, and tried again where it did not; what a process remembers does not help.
 */
export const hasEffectOnce = async (trial: Trial): Promise<void> => {
  const twice = trial.subject();
  await trial.publish(trial.record(twice), trial.record(twice));
  await expectLastVersion(trial, twice, 1);
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const subject = trial.subject();
    const between = await killBetween(trial, subject);
    await trial.settled();
    await expectLastVersion(trial, subject, 1);
    if (between) return;
  }
  throw new Error(`in ${TRIES} tries no kill fell between the effect and its commit`);
};

/**
 * SIGTERM in the middle of work: exit 0, every committed record has had its effect, the group is left at once, and the
 * next member does the rest once.
 */
export const drainsOnSigterm = async (trial: Trial): Promise<void> => {
  await trial.settled();
  const all = subjects(trial, RECORDS);
  const sent = trial.publish(...all.map((subject) => trial.record(subject)));
  await trial.until('the first effect', async () => (await done(trial, all)) > 0);
  const code = await trial.member.stop();
  await sent;
  deepStrictEqual(code, 0, 'SIGTERM did not end it with 0');
  const committed = RECORDS - Number(await trial.lag());
  const effects = await done(trial, all);
  ok(effects >= committed, `${committed} records were committed and ${effects} took effect`);
  const { members } = await trial.group();
  deepStrictEqual(members, 0, 'the group was not left: its next member would have to wait');
  await trial.join();
  for (const subject of all) await expectLastVersion(trial, subject, 1);
  await trial.settled();
};

/** A second member joins and the first one leaves while records flow: each takes effect once, in order. */
export const survivesRebalance = async (trial: Trial): Promise<void> => {
  const all = subjects(trial, 20);
  const first = trial.member;
  let joined = false;
  const stream = (async () => {
    for (let version = 1; version <= trial.versions; version += 1) {
      for (const subject of all) await trial.publish(trial.record(subject, version));
      if (version === 1) await trial.until('the second member', () => joined);
    }
  })();
  await trial.join();
  joined = true;
  await stream;
  deepStrictEqual(await first.stop(), 0, 'the first member did not end with 0');
  for (const subject of all) await expectLastVersion(trial, subject);
  await trial.settled();
};
