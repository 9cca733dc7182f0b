import { readPath } from '../directives/path.ts';
import type { CallRecordSource } from '../fold/fact.ts';
import type { CallState } from '../fold/fold-facts.ts';
import type { GoalRules } from '../mapping-file/goal.ts';

export type Goal = 'met' | 'notMet' | 'unknown';

const goalIn = (record: CallRecordSource, { path, met, notMet }: GoalRules): Goal => {
  const word = readPath(record, path);
  if (typeof word !== 'string') return 'unknown';
  const isOf = (words: readonly string[]) => words.some((one) => one.toUpperCase() === word.toUpperCase());
  return isOf(met) ? 'met' : isOf(notMet) ? 'notMet' : 'unknown';
};

/** What is known of a call's goal by all its revisions. It only ever rises, from unknown over not met to met, so that order never decides. */
export const goalOf = ({ records }: CallState, rules: GoalRules): Goal => {
  const known = new Set(records.map((record) => goalIn(record, rules)));
  return known.has('met') ? 'met' : known.has('notMet') ? 'notMet' : 'unknown';
};

/** What paths of the mapping read; one per revision, the newest first, and one where there is none. */
export const callViews = (call: CallState, rules: GoalRules): Readonly<Record<string, unknown>>[] => {
  const { sessionId, createdAt, outcome, final, records } = call;
  const own = { outcome: { value: outcome, label: outcome.replace('_', ' '), final }, goal: goalOf(call, rules) };
  return (records.length === 0 ? [undefined] : records).map((record) => ({
    ...record,
    session: { ...record?.session, id: sessionId },
    timing: { ...record?.timing, createdAt },
    ...own,
  }));
};
