import { describe, expect, it } from '@jest/globals';
import { foldFacts } from '@switchback/crm-mapping';
import fc from 'fast-check';
import { ModelTask, applied, draws, facts, inRounds, isSame, runs, shuffledBy } from '../../test/fold-model.ts';

const byStart = (one: string | undefined, other: string | undefined) => (one ?? '') >= (other ?? '');

describe('fold, plan and write, on the way', () => {
  it('never takes a call back: no write for an earlier call after one for a later, none in flight after an end', () => {
    fc.assert(
      fc.property(facts, draws, (given, draw) => {
        const { statusWrites } = applied(inRounds(shuffledBy(given, draw), draw));
        const isBackwards = statusWrites.some(({ sessionId, status }, at) =>
          statusWrites
            .slice(0, at)
            .some(
              (earlier) =>
                !byStart(sessionId, earlier.sessionId) ||
                (earlier.sessionId === sessionId && earlier.status !== 'IN_PROGRESS' && status === 'IN_PROGRESS'),
            ),
        );
        if (isBackwards) expect(statusWrites).toBe('writes that take no call back');
      }),
      runs,
    );
  });

  it('goes on after a crash at any request as if there had been none', () => {
    fc.assert(
      fc.property(facts, draws, fc.integer({ min: 1, max: 4 }), (given, draw, crash) => {
        const task = new ModelTask();
        const rounds = inRounds(shuffledBy(given, draw), draw);
        rounds.forEach((round, index) => task.apply(round, (draw[index] ?? 0) % 3 === 0 ? { crash } : {}));
        task.apply([]);
        const [found, wanted] = [task.shown, applied([given]).shown];
        if (!isSame(found, wanted) || task.conflicts.length > 0)
          expect({ ...found, conflicts: task.conflicts }).toEqual(wanted);
      }),
      runs,
    );
  });
});

describe("a person's edit", () => {
  const statuses = ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'];

  it('of the status wins over every event of a call that was seen before, in every order', () => {
    fc.assert(
      fc.property(facts, draws, fc.nat(), fc.constantFrom(...statuses), (given, draw, at, edit) => {
        fc.pre(given.length > 0);
        const rounds = inRounds(shuffledBy(given, draw), draw);
        const task = new ModelTask();
        const cut = rounds.length === 0 ? 0 : at % rounds.length;
        rounds.slice(0, cut).forEach((round) => task.apply(round));
        const { latest: seen, written } = task;
        const isEdit = edit !== task.status && edit !== written;
        if (isEdit) task.status = edit;
        rounds.slice(cut).forEach((round) => task.apply(round));
        const latest = foldFacts(given)?.latest.sessionId;
        // A later call goes on from an open status, and leaves a task alone that a person has closed.
        const stands = isEdit && (seen === latest ? seen !== undefined : edit === 'COMPLETED');
        expect(task.status).toBe(stands ? edit : applied([given]).status);
      }),
      runs,
    );
  });

  it('of our section wins, and what a person wrote beside it stays', () => {
    fc.assert(
      fc.property(facts, facts, (given, more) => {
        const task = applied([given]);
        task.body = task.body
          .replaceAll('[/call]', 'No, she said Friday.\n[/call]')
          .replace('Ring twice.', 'Ring once.');
        const { body } = task;
        task.apply(given);
        expect(task.body).toBe(body);
        task.apply(more);
        expect(task.body.startsWith('Ring once.')).toBe(true);
        expect(task.body.split('No, she said Friday.')).toHaveLength(body.split('No, she said Friday.').length);
      }),
      runs,
    );
  });
});
