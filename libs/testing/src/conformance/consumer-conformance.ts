import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { deadLettersPoison, keepsPersonalDataOut, readsUnknownFields } from './content-cases.ts';
import { waitsForDependency } from './dependency-case.ts';
import type { ConsumerHarness } from './harness.ts';
import { drainsOnSigterm, hasEffectOnce, survivesRebalance } from './member-cases.ts';
import { keepsOrderWithinKey, retriesInPlace } from './order-cases.ts';
import { Trial } from './trial.ts';

const LINES = 15;

/** A failed case shows what the consumer logged last. */
const judged = async (trial: Trial, run: (trial: Trial) => Promise<void>): Promise<void> => {
  try {
    await run(trial);
  } catch (error) {
    const said = trial.members.flatMap((member, at) => [`member ${at + 1}:`, ...member.logs().slice(-LINES)]);
    throw new Error([(error as Error).message, ...said].join('\n'), { cause: error });
  }
};

/**
 * Declares the suite that every consumer must pass, on a real broker and with the app as a process of its own. `begin`
 * prepares what stands around the app; `dependencies` names the entries of the harness's `takeAway`.
 */
export const consumerConformance = (
  name: string,
  { begin, dependencies }: { begin: () => Promise<ConsumerHarness>; dependencies: readonly string[] },
): void => {
  describe(`${name}: conformance of a consumer`, () => {
    let trial: Trial;
    beforeAll(async () => {
      trial = await Trial.begin(await begin());
    });
    afterAll(() => trial.end());

    it('keeps the order within a key', () => judged(trial, keepsOrderWithinKey));
    it('retries in place while other keys go on', () => judged(trial, retriesInPlace));
    it('dead-letters poison byte for byte and goes on', () => judged(trial, deadLettersPoison));
    it('reads records with fields it does not know', () => judged(trial, readsUnknownFields));
    it('has one effect for a record that comes twice, also after SIGKILL between effect and commit', () =>
      judged(trial, hasEffectOnce));
    it('drains on SIGTERM', () => judged(trial, drainsOnSigterm));
    it('keeps order and effects through a rebalance', () => judged(trial, survivesRebalance));
    it.each(dependencies)('waits while the %s is away', (dependency) =>
      judged(trial, () => waitsForDependency(trial, dependency)),
    );
    it('shows no personal data in logs and metrics', () => judged(trial, keepsPersonalDataOut));
  });
};
