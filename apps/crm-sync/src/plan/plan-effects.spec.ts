import { describe, expect, it } from '@jest/globals';
import { foldFacts } from '@switchback/crm-mapping';
import fc from 'fast-check';
import { applied, draws, facts, inRounds, isSame, runs, shuffledBy } from '../../test/fold-model.ts';

describe('fold, plan and write, in the end', () => {
  it('folds to the same for every order and repetition of facts', () => {
    fc.assert(
      fc.property(facts, draws, (given, draw) => {
        const [found, wanted] = [foldFacts(shuffledBy(given, draw)), foldFacts(given)];
        if (!isSame(found, wanted)) expect(found).toEqual(wanted);
      }),
      runs,
    );
  });

  it('ends in the same CRM state for every order, repetition and split', () => {
    fc.assert(
      fc.property(facts, draws, (given, draw) => {
        const shuffled = applied(inRounds(shuffledBy(given, draw), draw));
        const [found, wanted] = [shuffled.shown, applied([given]).shown];
        if (!isSame(found, wanted)) expect(found).toEqual(wanted);
      }),
      runs,
    );
  });

  it('has nothing left to do once it is done', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const task = applied([given]);
        const { writes } = task;
        task.apply(given);
        expect(task.writes).toBe(writes);
      }),
      runs,
    );
  });
});
