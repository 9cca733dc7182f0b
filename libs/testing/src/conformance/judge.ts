import { deepStrictEqual, ok } from 'node:assert/strict';
import type { RunningApp } from '../start-app.ts';
import type { Trial } from './trial.ts';

/** The subject's effects once its last version took effect: each version at most once, in order. */
export const expectLastVersion = async (trial: Trial, subject: string, last = trial.versions): Promise<void> => {
  const effects = await trial.until(`version ${last} of ${subject} to take effect`, async () => {
    const seen = await trial.harness.effects(subject);
    return seen.includes(last) && seen;
  });
  const ascending = effects.every((version, at) => at === 0 || version > (effects[at - 1] ?? 0));
  ok(ascending, `versions took effect out of order or more than once: ${effects.join(', ')}`);
  deepStrictEqual(effects.at(-1), last, 'the last version is not the last effect');
};

export const expectNoDeadLetter = async (trial: Trial, subject: string): Promise<void> => {
  deepStrictEqual((await trial.deadLetters(trial.record(subject).key)).length, 0, 'a record was dead-lettered');
};

/** What the consumer says of itself on its management port. */
export const consumerStatus = async (member: RunningApp): Promise<string | undefined> => {
  const response = await fetch(`${member.managementUrl}/health/ready`);
  const { checks } = (await response.json()) as { checks?: { consumer?: { status?: string } } };
  return checks?.consumer?.status;
};
