import { deepStrictEqual } from 'node:assert/strict';
import { expectLastVersion, expectNoDeadLetter } from './judge.ts';
import type { Trial } from './trial.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Versions of several subjects, interleaved: each subject ends with its last one and never goes back. */
export const keepsOrderWithinKey = async (trial: Trial): Promise<void> => {
  const subjects = upTo(8).map(() => trial.subject());
  for (const version of upTo(trial.versions))
    await trial.publish(...subjects.map((subject) => trial.record(subject, version)));
  for (const subject of subjects) await expectLastVersion(trial, subject);
  await trial.settled();
};

/**
 * One subject fails as if by a passing fault: others overtake it, its own records wait behind the failing one, and when
 * the fault is over it goes on where it stood, without a dead letter.
 */
export const retriesInPlace = async (trial: Trial): Promise<void> => {
  const [failing, ...others] = upTo(6).map(() => trial.subject());
  if (failing === undefined) return;
  const heal = await trial.harness.fail(failing);
  const retried = () => trial.member.logs().filter((line) => line.includes('"event":"kafka.retry"')).length;
  const before = retried();
  for (const version of upTo(trial.versions)) await trial.publish(trial.record(failing, version));
  await trial.publish(...others.map((subject) => trial.record(subject)));
  for (const subject of others) await expectLastVersion(trial, subject, 1);
  await trial.until('the failing record to be tried again', () => retried() > before);
  deepStrictEqual(await trial.harness.effects(failing), [], 'a failing subject has taken effect');
  await heal();
  await expectLastVersion(trial, failing);
  await expectNoDeadLetter(trial, failing);
  await trial.settled();
};
